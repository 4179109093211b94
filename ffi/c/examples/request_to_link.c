/*
 * Runs a request to link: a client asks a user to link a biller account, sends the user to a link
 * session, and hears that it is done.
 *
 *     request_to_link shop.db "City Water" user-42
 */

#include <billfold.h>
#include <stdio.h>

static const char *status_of(const billfold_request_to_link *request) {
  switch (request->status) {
    case BILLFOLD_REQUEST_TO_LINK_PENDING: return "pending";
    case BILLFOLD_REQUEST_TO_LINK_IN_PROGRESS: return "in progress";
    case BILLFOLD_REQUEST_TO_LINK_COMPLETED: return "completed";
    case BILLFOLD_REQUEST_TO_LINK_CANCELLED: return "cancelled";
    case BILLFOLD_REQUEST_TO_LINK_EXPIRED: return "expired";
    default: return "of a status that a later library has";
  }
}

int main(int argc, char **argv) {
  billfold_store *owner = NULL, *client = NULL;
  billfold_page *billers = NULL, *clients = NULL, *asked = NULL, *begun = NULL, *ended = NULL;
  billfold_error *error = NULL;
  billfold_new_biller new_biller = BILLFOLD_INIT(billfold_new_biller);
  billfold_new_client new_client = BILLFOLD_INIT(billfold_new_client);
  billfold_new_request_to_link new_request = BILLFOLD_INIT(billfold_new_request_to_link);
  billfold_biller biller = BILLFOLD_INIT(billfold_biller);
  billfold_client account = BILLFOLD_INIT(billfold_client);
  billfold_request_to_link request = BILLFOLD_INIT(billfold_request_to_link);
  billfold_link_session session = BILLFOLD_INIT(billfold_link_session);
  int failed = 1;

  if (argc != 4) {
    fprintf(stderr, "usage: %s FILE BILLER USER\n", argv[0]);
    return 2;
  }

  /* The owner of the file knows the billers, and lets clients in. */
  if (billfold_store_open(argv[1], BILLFOLD_NTS, NULL, &owner, &error)) goto done;
  new_biller.name = billfold_text(argv[2]);
  if (billfold_biller_put(owner, &new_biller, &billers, &error)) goto done;
  if (billfold_page_biller(billers, 0, &biller, &error)) goto done;
  new_client.name = billfold_text("Budget App");
  if (billfold_client_create(owner, &new_client, &clients, &error)) goto done;
  if (billfold_page_client(clients, 0, &account, &error)) goto done;
  if (billfold_store_scoped_client(owner, account.client_id.ptr, account.client_id.len,
                                   account.client_secret.ptr, account.client_secret.len, &client,
                                   &error)) goto done;

  /* The client asks; user-42 is its own name for the user. */
  new_request.client_user_id = billfold_text(argv[3]);
  new_request.biller_id = biller.id; /* What one page lends may be given to another call. */
  if (billfold_request_to_link_create(client, &new_request, &asked, &error)) goto done;
  if (billfold_page_request_to_link(asked, 0, &request, &error)) goto done;
  printf("%s is %s\n", request.id.ptr, status_of(&request));

  /* The user has agreed: here is where to go. */
  if (billfold_request_to_link_proceed(client, request.id.ptr, request.id.len, &begun, &error))
    goto done;
  if (billfold_page_link_session(begun, 0, &session, &error)) goto done;
  printf("send the user to %s\n", session.session_url.ptr);

  /* The session's token comes back when the user is done. It works once. */
  if (billfold_link_session_complete(client, session.link_token.ptr, session.link_token.len,
                                     &ended, &error)) goto done;
  if (billfold_page_request_to_link(ended, 0, &request, &error)) goto done;
  printf("%s is %s\n", request.id.ptr, status_of(&request));
  failed = 0;

done:
  if (failed) fprintf(stderr, "%s: %s\n", argv[0], billfold_error_message(error));
  billfold_page_free(ended);
  billfold_page_free(begun);
  billfold_page_free(asked);
  billfold_page_free(clients);
  billfold_page_free(billers);
  billfold_store_free(client);
  billfold_store_free(owner);
  billfold_error_free(error);
  return failed;
}
