curl -X POST "$ORCHESTRATE_BASE_URL/api/v1/payments" \
  -H "Authorization: Bearer $ORCHESTRATE_API_KEY" \
  -d '{
    "amount": 100,
    "currency": "USD",
    "mcc": 6012,
    "customer": {
      "name": "John Doe",
      "email": "john@example.com"
    },
    "description": "Payment for order #123",
    "success_url": "https://example.com/orders/order-123/payment-success",
    "cancel_url": "https://example.com/orders/order-123/payment-cancel",
    "metadata": {
      "order_id": "order-123",
      "product_id": "prod-456"
      "other": "metadata"
    },
    "expires_in": 3600
  }'
