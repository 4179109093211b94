curl -X POST https://sandbox.api.billerapi.com/link/request-to-link/rtl_abc123/proceed \
-H "X-Client-ID: your_client_id" \
-H "X-Client-Secret: your_client_secret"
