curl -X GET "https://api.request.network/v2/orchestrators/client-ids?page=1&limit=20" \
  -H "x-orchestrator-key: orc_YOUR_ORCHESTRATOR_KEY"
