curl "https://sandbox.api.billerapi.com/link/request-to-link?status=PENDING&limit=20" \
-H "X-Client-ID: your_client_id" \
-H "X-Client-Secret: your_client_secret"
