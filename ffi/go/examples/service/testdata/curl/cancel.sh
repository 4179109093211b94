curl -X POST https://sandbox.api.billerapi.com/link/request-to-link/rtl_abc123/cancel \
-H "X-Client-ID: your_client_id" \
-H "X-Client-Secret: your_client_secret" \
-H "Content-Type: application/json" \
-d '{
"reason": "User changed their mind"
}'
