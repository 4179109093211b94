/*
 * After fork() the child's calls on the parent's store are refused, it may open the store anew, and
 * the parent notices nothing.
 *
 *     fork FILE
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <billfold.h>

static void expect(billfold_status found, billfold_status expected, const char *what) {
  if (found == expected) return;
  fprintf(stderr, "%s: %s, not %s\n", what, billfold_status_name(found),
          billfold_status_name(expected));
  exit(1);
}

static billfold_status create(billfold_store *store) {
  billfold_page *page = NULL;
  billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
  billfold_status status;
  input.amount_minor = 1;
  input.currency = billfold_text("USD");
  status = billfold_payment_create(store, &input, &page, NULL);
  billfold_page_free(page);
  return status;
}

static int64_t total(billfold_store *store) {
  billfold_page *page = NULL;
  billfold_page_info info = BILLFOLD_INIT(billfold_page_info);
  expect(billfold_payment_list(store, NULL, &page, NULL), BILLFOLD_OK, "list");
  expect(billfold_page_describe(page, &info, NULL), BILLFOLD_OK, "page_describe");
  billfold_page_free(page);
  return info.total;
}

static void be_the_child(const char *path, billfold_store *store, billfold_store *derived,
                         billfold_store *work, billfold_page *page) {
  billfold_store *own = NULL, *made = NULL;
  billfold_error *error = NULL;
  billfold_error_info info = BILLFOLD_INIT(billfold_error_info);
  billfold_payment payment = BILLFOLD_INIT(billfold_payment);
  int64_t now = 0;
  expect(create(store), BILLFOLD_FORKED, "create in the child");
  expect(create(derived), BILLFOLD_FORKED, "create through a derived handle in the child");
  expect(create(work), BILLFOLD_FORKED, "create in the parent's transaction");
  expect(billfold_store_commit(work, NULL), BILLFOLD_FORKED, "commit the parent's transaction");
  expect(billfold_store_now(store, &now, &error), BILLFOLD_FORKED, "now in the child");
  expect(billfold_error_describe(error, &info), BILLFOLD_OK, "error_describe");
  if (strcmp(info.kind.ptr, "forked") != 0) exit(1);
  expect(billfold_store_begin(store, &made, NULL), BILLFOLD_FORKED, "begin in the child");
  expect(billfold_store_close(store, NULL), BILLFOLD_FORKED, "close in the child");
  expect(billfold_page_payment(page, 0, &payment, NULL), BILLFOLD_OK, "a page in the child");
  billfold_error_free(error);
  billfold_store_free(work);
  billfold_store_free(derived);
  billfold_store_free(store);
  expect(billfold_store_open(path, BILLFOLD_NTS, NULL, &own, NULL), BILLFOLD_OK, "open anew");
  if (total(own) != 1) expect(BILLFOLD_INTERNAL, BILLFOLD_OK, "the child sees what is not there");
  billfold_store_free(own);
  billfold_page_free(page);
  exit(billfold_debug_live() == 0 ? 0 : 1);
}

int main(int count, char **arguments) {
  billfold_store *store = NULL, *derived = NULL, *work = NULL;
  billfold_page *page = NULL;
  pid_t child;
  int ended = 0;
  if (count != 2) return 2;
  expect(billfold_store_open(arguments[1], BILLFOLD_NTS, NULL, &store, NULL), BILLFOLD_OK, "open");
  expect(create(store), BILLFOLD_OK, "create");
  expect(billfold_payment_list(store, NULL, &page, NULL), BILLFOLD_OK, "list");
  expect(billfold_store_dry_run(store, &derived, NULL), BILLFOLD_OK, "dry_run");
  expect(billfold_store_begin(store, &work, NULL), BILLFOLD_OK, "begin");
  expect(create(work), BILLFOLD_OK, "create in a transaction");
  child = fork();
  if (child == 0) be_the_child(arguments[1], store, derived, work, page);
  if (waitpid(child, &ended, 0) != child || ended != 0) return 1;
  expect(create(work), BILLFOLD_OK, "create in the transaction afterwards");
  expect(billfold_store_commit(work, NULL), BILLFOLD_OK, "commit");
  expect(create(store), BILLFOLD_OK, "create afterwards");
  if (total(store) != 4) expect(BILLFOLD_INTERNAL, BILLFOLD_OK, "something was lost");
  billfold_store_free(store);
  billfold_page_free(page);
  billfold_store_free(work);
  billfold_store_free(derived);
  return billfold_debug_live() == 0 ? 0 : 1;
}
