curl -X POST https://sandbox.api.billerapi.com/link/request-to-link/create \
-H "X-Client-ID: your_client_id" \
-H "X-Client-Secret: your_client_secret" \
-H "Content-Type: application/json" \
-d '{
"clientId": "client_xyz",
"clientUserId": "user_456",
"billerId": "test_electric_company",
"metadata": {
"source": "onboarding"
}
}'
