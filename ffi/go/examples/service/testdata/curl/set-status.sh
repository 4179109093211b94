curl -X PATCH https://sandbox.api.billerapi.com/link/request-to-link/rtl_abc123/status \
-H "X-Client-ID: your_client_id" \
-H "X-Client-Secret: your_client_secret" \
-H "Content-Type: application/json" \
-d '{
"status": "IN_PROGRESS",
"billerId": "test_electric_company",
"linkTokenId": "lt_token123"
}'
