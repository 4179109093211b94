/*
 * Hears of changes from two threads, each at its own pace, while the main thread makes some. They
 * hear of other programs' changes to the file just as well.
 *
 *     poll_changes shop.db
 */

#define _POSIX_C_SOURCE 200809L

#include <billfold.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PAYMENTS 5

/* What a thread that watches is given, and comes to. */
struct watch {
  const char *name;
  const billfold_store *store; /* One handle, for any number of threads at once. */
  long milliseconds;           /* From one look to the next. */
  int64_t seen;                /* The place in the log that it has come to. */
  int payments;                /* Payments that it has heard were created. */
  int failed;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int is_over = 0;

static int read_is_over(void) {
  int over;
  pthread_mutex_lock(&lock);
  over = is_over;
  pthread_mutex_unlock(&lock);
  return over;
}

static void set_is_over(void) {
  pthread_mutex_lock(&lock);
  is_over = 1;
  pthread_mutex_unlock(&lock);
}

/* Goes through what has happened since the last look. */
static billfold_status look(struct watch *watch, billfold_error **error) {
  billfold_status status;
  size_t count;

  do {
    billfold_page *page = NULL;
    size_t index;

    status = billfold_changes_since(watch->store, watch->seen, 100, &page, error);
    count = billfold_page_count(page);
    for (index = 0; status == BILLFOLD_OK && index < count; index++) {
      billfold_event event = BILLFOLD_INIT(billfold_event);
      status = billfold_page_event(page, index, &event, error);
      if (status != BILLFOLD_OK) break;
      if (strcmp(event.event_type.ptr, "payment.created") == 0) watch->payments++;
      watch->seen = event.seq; /* The next look goes on after this one. */
    }
    billfold_page_free(page);
  } while (status == BILLFOLD_OK && count > 0);
  return status;
}

static void *run(void *given) {
  struct watch *watch = given;
  const struct timespec pause = {0, watch->milliseconds * 1000000L};
  billfold_error *error = NULL;
  int over;

  do {
    over = read_is_over(); /* Before the look: what happened until then is seen. */
    if (look(watch, &error) != BILLFOLD_OK) {
      fprintf(stderr, "%s: %s\n", watch->name, billfold_error_message(error));
      watch->failed = 1;
      break;
    }
    nanosleep(&pause, NULL);
  } while (!over);
  billfold_error_free(error);
  return NULL;
}

/* Makes some changes to hear of. */
static billfold_status make_changes(const billfold_store *store, billfold_error **error) {
  billfold_status status = BILLFOLD_OK;
  int payment;

  for (payment = 1; status == BILLFOLD_OK && payment <= PAYMENTS; payment++) {
    billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
    billfold_page *page = NULL;

    input.amount_minor = 100 * payment;
    input.currency = billfold_text("USD");
    status = billfold_payment_create(store, &input, &page, error);
    billfold_page_free(page);
  }
  return status;
}

/* Where the log ends now: what comes after it is new. */
static billfold_status find_end(const billfold_store *store, int64_t *end,
                                billfold_error **error) {
  billfold_log_head head = BILLFOLD_INIT(billfold_log_head);
  billfold_page *page = NULL;
  billfold_status status = billfold_event_log_head(store, &page, error);

  if (status == BILLFOLD_OK) status = billfold_page_log_head(page, 0, &head, error);
  billfold_page_free(page);
  *end = head.count;
  return status;
}

int main(int argc, char **argv) {
  struct watch watches[2] = {{.name = "screen", .milliseconds = 1},
                             {.name = "printer", .milliseconds = 7}};
  pthread_t threads[2];
  billfold_store *store = NULL;
  billfold_error *error = NULL;
  int64_t end = 0;
  int started = 0, each, failed = 1;

  if (argc != 2) {
    fprintf(stderr, "usage: %s FILE\n", argv[0]);
    return 2;
  }
  if (billfold_store_open(argv[1], BILLFOLD_NTS, NULL, &store, &error)) goto done;
  if (find_end(store, &end, &error)) goto done;
  for (; started < 2; started++) {
    watches[started].store = store;
    watches[started].seen = end;
    if (pthread_create(&threads[started], NULL, run, &watches[started]) != 0) goto done;
  }
  if (make_changes(store, &error)) goto done;
  failed = 0;

done:
  if (error) fprintf(stderr, "%s: %s\n", argv[0], billfold_error_message(error));
  set_is_over();
  for (each = 0; each < started; each++) {
    pthread_join(threads[each], NULL);
    failed |= watches[each].failed;
    printf("%s: %d payments\n", watches[each].name, watches[each].payments);
  }
  billfold_store_free(store); /* No thread is inside it any more. */
  billfold_error_free(error);
  return failed;
}
