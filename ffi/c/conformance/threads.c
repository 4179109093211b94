/*
 * Many threads: on one store, each with handles of its own derived from it; on one page and one
 * error that nobody has read before; and freeing in every order.
 *
 *     threads FILE
 */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <billfold.h>

enum { THREADS = 8, ROUNDS = 25 };

static billfold_store *store;
static billfold_page *page;
static billfold_error *error;

static void fine(billfold_status status, const char *what) {
  if (status == BILLFOLD_OK) return;
  fprintf(stderr, "%s: %s\n", what, billfold_status_name(status));
  exit(1);
}

static void *work(void *number) {
  int round;
  for (round = 0; round < ROUNDS; round++) {
    char key[32];
    billfold_store *once = NULL;
    billfold_page *made = NULL, *again = NULL, *list = NULL;
    billfold_payment payment = BILLFOLD_INIT(billfold_payment);
    billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
    snprintf(key, sizeof key, "%d-%d", *(int *)number, round);
    input.amount_minor = round + 1;
    input.currency = billfold_text("USD");
    input.description = billfold_text(key);
    fine(billfold_store_once(store, key, BILLFOLD_NTS, &once, NULL), "once");
    fine(billfold_payment_create(once, &input, &made, NULL), "create");
    fine(billfold_payment_create(once, &input, &again, NULL), "create again");
    if (round % 2) billfold_store_free(once);
    fine(billfold_page_payment(made, 0, &payment, NULL), "page_payment");
    fine(billfold_payment_complete(store, payment.id.ptr, payment.id.len, NULL, 0, &list, NULL),
         "complete");
    billfold_page_free(list);
    fine(billfold_payment_list(store, NULL, &list, NULL), "list");
    if (round % 3) billfold_page_free(list);
    billfold_page_free(made);
    billfold_page_free(again);
    if (!(round % 2)) billfold_store_free(once);
    if (!(round % 3)) billfold_page_free(list);
  }
  return NULL;
}

/* Each reads everything, and all must read the same, at the same addresses. */
static void *read_all(void *told) {
  size_t index, sum = 0;
  billfold_str json;
  billfold_error_info info = BILLFOLD_INIT(billfold_error_info);
  for (index = 0; index < billfold_page_count(page); index++) {
    billfold_payment payment = BILLFOLD_INIT(billfold_payment);
    fine(billfold_page_payment(page, index, &payment, NULL), "page_payment");
    fine(billfold_page_record_json(page, index, &json, NULL), "record_json");
    sum += (size_t)payment.id.ptr + strlen(payment.id.ptr) + (size_t)json.ptr + json.len;
  }
  fine(billfold_page_json(page, &json, NULL), "page_json");
  sum += (size_t)json.ptr;
  fine(billfold_error_describe(error, &info), "error_describe");
  fine(billfold_error_json(error, &json), "error_json");
  sum += (size_t)json.ptr + (size_t)info.code.ptr;
  *(size_t *)told = sum;
  return NULL;
}

/* Errors are each caller's own: what one thread is told, no other can change. */
static void *fail(void *number) {
  int round;
  for (round = 0; round < ROUNDS * 20; round++) {
    char id[32];
    billfold_page *none = NULL;
    billfold_error *mine = NULL;
    billfold_error_info info = BILLFOLD_INIT(billfold_error_info);
    snprintf(id, sizeof id, "no-id-%d", *(int *)number);
    if (billfold_store_once(store, "", 0, NULL, &mine) != BILLFOLD_VALIDATION) exit(1);
    billfold_error_free(mine);
    if (billfold_payment_get(store, id, BILLFOLD_NTS, &none, &mine) != BILLFOLD_VALIDATION) exit(1);
    fine(billfold_error_describe(mine, &info), "error_describe");
    if (none || strcmp(info.field.ptr, "id") != 0) fine(BILLFOLD_INTERNAL, "another's error");
    billfold_error_free(mine);
  }
  return NULL;
}

static void at_once(void *(*run)(void *), void *values, size_t size) {
  pthread_t threads[THREADS];
  int at;
  for (at = 0; at < THREADS; at++) {
    if (pthread_create(&threads[at], NULL, run, (char *)values + (size_t)at * size) != 0) exit(1);
  }
  for (at = 0; at < THREADS; at++) pthread_join(threads[at], NULL);
}

/* While some use the store, another closes it: they are told so, nothing worse. */
static void *use_until_closed(void *count) {
  billfold_status status;
  do {
    billfold_page *list = NULL;
    status = billfold_payment_list(store, NULL, &list, NULL);
    billfold_page_free(list);
    ++*(size_t *)count;
  } while (status == BILLFOLD_OK);
  if (status != BILLFOLD_CLOSED) fine(status, "list while another closes");
  return NULL;
}

static void *close_store(void *nothing) {
  fine(billfold_store_close(store, NULL), "close");
  return nothing;
}

/* A call that waits for the writer, which another holds, is broken off by a third. */
static void *wait_in_vain(void *work) {
  billfold_page *none = NULL;
  billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
  input.amount_minor = 1;
  input.currency = billfold_text("USD");
  if (billfold_payment_create(work, &input, &none, NULL) != BILLFOLD_INTERRUPTED || none) exit(1);
  return NULL;
}

static void interrupt(void) {
  billfold_store *holder = NULL, *work = NULL;
  pthread_t waiting;
  fine(billfold_store_begin(store, &holder, NULL), "begin");
  fine(billfold_store_interruptible(store, &work, NULL), "interruptible");
  pthread_create(&waiting, NULL, wait_in_vain, work);
  fine(billfold_store_interrupt(work, NULL), "interrupt");
  pthread_join(waiting, NULL);
  billfold_store_free(holder);
  billfold_store_free(work);
}

int main(int count, char **arguments) {
  int numbers[THREADS], at;
  size_t sums[THREADS];
  billfold_page_info info = BILLFOLD_INIT(billfold_page_info);
  billfold_list_options options = BILLFOLD_INIT(billfold_list_options);
  pthread_t closer, users[2];
  if (count != 2) return 2;
  for (at = 0; at < THREADS; at++) numbers[at] = at;
  fine(billfold_store_open(arguments[1], BILLFOLD_NTS, NULL, &store, NULL), "open");
  at_once(work, numbers, sizeof numbers[0]);
  at_once(fail, numbers, sizeof numbers[0]);
  interrupt();
  options.limit = 100;
  fine(billfold_payment_list(store, &options, &page, NULL), "list");
  fine(billfold_page_describe(page, &info, NULL), "page_describe");
  if (info.total != THREADS * ROUNDS || info.count != 100) {
    fprintf(stderr, "%d payments\n", (int)info.total);
    return 1;
  }
  billfold_debug_fail(store, BILLFOLD_EXPIRED, &error);
  at_once(read_all, sums, sizeof sums[0]);
  for (at = 1; at < THREADS; at++) {
    if (sums[at] != sums[0]) fine(BILLFOLD_INTERNAL, "two read differently");
  }
  billfold_page_free(page);
  page = NULL;
  for (at = 0; at < 2; at++) {
    sums[at] = 0;
    pthread_create(&users[at], NULL, use_until_closed, &sums[at]);
  }
  pthread_create(&closer, NULL, close_store, NULL);
  pthread_join(closer, NULL);
  for (at = 0; at < 2; at++) pthread_join(users[at], NULL);
  billfold_store_free(store);
  billfold_error_free(error);
  if (billfold_debug_live() != 0) fine(BILLFOLD_INTERNAL, "something stayed behind");
  return 0;
}
