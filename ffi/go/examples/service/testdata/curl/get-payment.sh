curl -X GET "$ORCHESTRATE_BASE_URL/api/v1/payments/cbbbc264-1248-49aa-ae2d-1aa05cf79bc8" \
  -H "Authorization: Bearer $ORCHESTRATE_API_KEY"
