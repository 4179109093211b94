curl -X DELETE "https://api.request.network/v2/orchestrators/client-ids/cli_PLATFORM_CLIENT_ID" \
  -H "x-orchestrator-key: orc_YOUR_ORCHESTRATOR_KEY"
