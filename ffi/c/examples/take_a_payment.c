/*
 * Takes a payment: creates it under an idempotency key, shows where to pay, completes it.
 *
 *     take_a_payment shop.db order-123 500.00 USD
 *
 * Do it again, after a crash or out of doubt: the key finds the payment that is there.
 */

#include <billfold.h>
#include <stdio.h>

int main(int argc, char **argv) {
  billfold_store *store = NULL, *once = NULL;
  billfold_page *created = NULL, *completed = NULL;
  billfold_error *error = NULL;
  billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
  billfold_payment payment = BILLFOLD_INIT(billfold_payment);
  int failed = 1;

  if (argc != 5) {
    fprintf(stderr, "usage: %s FILE KEY AMOUNT CURRENCY\n", argv[0]);
    return 2;
  }
  input.amount = billfold_text(argv[3]);
  input.currency = billfold_text(argv[4]);

  /* Each call answers with BILLFOLD_OK, which is 0, or says in `error` why it failed. */
  if (billfold_store_open(argv[1], BILLFOLD_NTS, NULL, &store, &error)) goto done;
  if (billfold_store_once(store, argv[2], BILLFOLD_NTS, &once, &error)) goto done;
  if (billfold_payment_create(once, &input, &created, &error)) goto done;
  if (billfold_page_payment(created, 0, &payment, &error)) goto done;
  printf("pay at %s\n", payment.payment_link.ptr);

  if (billfold_payment_complete(store, payment.id.ptr, payment.id.len, "{\"type\": \"cash\"}",
                                BILLFOLD_NTS, &completed, &error)) goto done;
  if (billfold_page_payment(completed, 0, &payment, &error)) goto done;
  printf("%s: %lld %s in minor units, version %lld\n",
         payment.status == BILLFOLD_PAYMENT_COMPLETED ? "completed" : "not completed",
         (long long)payment.amount_minor, payment.currency.ptr, (long long)payment.version);

  failed = 0;

done:
  if (failed) fprintf(stderr, "%s: %s\n", argv[0], billfold_error_message(error));
  billfold_page_free(completed); /* NULL is fine, and so is any order. */
  billfold_page_free(created);
  billfold_store_free(once);
  billfold_store_free(store);
  billfold_error_free(error);
  return failed;
}
