/*
 * Links a client: an orchestrator invites it by a URL, a platform redeems the URL, and acts as the
 * client from then on.
 *
 *     link_a_client shop.db Marketplace "Corner Shop"
 */

#include <billfold.h>
#include <stdio.h>

int main(int argc, char **argv) {
  billfold_store *owner = NULL, *orchestrator = NULL, *client = NULL;
  billfold_page *made = NULL, *invitation = NULL, *redeemed = NULL, *created = NULL;
  billfold_error *error = NULL;
  billfold_new_orchestrator new_orchestrator = BILLFOLD_INIT(billfold_new_orchestrator);
  billfold_new_link_intent new_intent = BILLFOLD_INIT(billfold_new_link_intent);
  billfold_new_payment new_payment = BILLFOLD_INIT(billfold_new_payment);
  billfold_orchestrator inviter = BILLFOLD_INIT(billfold_orchestrator);
  billfold_link_intent intent = BILLFOLD_INIT(billfold_link_intent);
  billfold_redemption redemption = BILLFOLD_INIT(billfold_redemption);
  billfold_payment payment = BILLFOLD_INIT(billfold_payment);
  int failed = 1;

  if (argc != 4) {
    fprintf(stderr, "usage: %s FILE ORCHESTRATOR CLIENT\n", argv[0]);
    return 2;
  }

  /* Whoever opens the file is its owner, and may do all. */
  if (billfold_store_open(argv[1], BILLFOLD_NTS, NULL, &owner, &error)) goto done;
  new_orchestrator.name = billfold_text(argv[2]);
  if (billfold_orchestrator_create(owner, &new_orchestrator, &made, &error)) goto done;
  if (billfold_page_orchestrator(made, 0, &inviter, &error)) goto done;

  /* Its key is in this answer and nowhere else: who has it acts as the orchestrator. */
  if (billfold_store_scoped(owner, inviter.key.ptr, inviter.key.len, &orchestrator, &error))
    goto done;
  new_intent.client_id_name = billfold_text(argv[3]);
  if (billfold_link_intent_create(orchestrator, &new_intent, &invitation, &error)) goto done;
  if (billfold_page_link_intent(invitation, 0, &intent, &error)) goto done;
  printf("invite with %s\n", intent.url.ptr);

  /* The URL works once, through whichever handle; a second time it is a conflict. */
  if (billfold_link_intent_redeem(owner, intent.url.ptr, intent.url.len, &redeemed, &error))
    goto done;
  if (billfold_page_redemption(redeemed, 0, &redemption, &error)) goto done;
  printf("linked %s, %s, to %s\n", redemption.client_id.ptr, redemption.name.ptr,
         redemption.orchestrator_id.ptr);

  /* The secret, too, is shown this once: keep it where secrets are kept. */
  if (billfold_store_scoped_client(owner, redemption.client_id.ptr, redemption.client_id.len,
                                   redemption.client_secret.ptr, redemption.client_secret.len,
                                   &client, &error)) goto done;
  new_payment.amount = billfold_text("12.50");
  new_payment.currency = billfold_text("EUR");
  if (billfold_payment_create(client, &new_payment, &created, &error)) goto done;
  if (billfold_page_payment(created, 0, &payment, &error)) goto done;
  printf("%s asks for a payment: %s\n", payment.client_id.ptr, payment.payment_link.ptr);
  failed = 0;

done:
  if (failed) fprintf(stderr, "%s: %s\n", argv[0], billfold_error_message(error));
  billfold_page_free(created);
  billfold_page_free(redeemed);
  billfold_page_free(invitation);
  billfold_page_free(made);
  billfold_store_free(client);
  billfold_store_free(orchestrator);
  billfold_store_free(owner);
  billfold_error_free(error);
  return failed;
}
