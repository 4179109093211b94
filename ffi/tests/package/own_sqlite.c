/*
 * An application with an SQLite of its own and a file of its own, beside Billfold's.
 *
 *     own_sqlite application.db shop.db
 */

#include <billfold.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 20

static int note(sqlite3 *notes, billfold_store *store, billfold_error **error) {
  billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
  billfold_page *page = NULL;
  int failed;

  input.amount_minor = 100;
  input.currency = billfold_text("EUR");
  failed = sqlite3_exec(notes, "BEGIN IMMEDIATE; INSERT INTO note VALUES ('before')", 0, 0, 0) ||
           billfold_payment_create(store, &input, &page, error) ||
           sqlite3_exec(notes, "INSERT INTO note VALUES ('after'); COMMIT", 0, 0, 0);
  billfold_page_free(page);
  return failed;
}

static int count(sqlite3 *notes) {
  sqlite3_stmt *statement = NULL;
  int found = -1;

  if (sqlite3_prepare_v2(notes, "SELECT count(*) FROM note", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    found = sqlite3_column_int(statement, 0);
  }
  sqlite3_finalize(statement);
  return found;
}

int main(int argc, char **argv) {
  billfold_store *store = NULL;
  billfold_page *page = NULL;
  billfold_error *error = NULL;
  billfold_page_info info = BILLFOLD_INIT(billfold_page_info);
  sqlite3 *notes = NULL;
  int round, failed = 1;

  if (argc != 3) return 2;
  if (sqlite3_open(argv[1], &notes) != SQLITE_OK) goto done;
  if (sqlite3_exec(notes, "CREATE TABLE note (text TEXT)", 0, 0, 0) != SQLITE_OK) goto done;
  if (billfold_store_open(argv[2], BILLFOLD_NTS, NULL, &store, &error)) goto done;
  for (round = 0; round < ROUNDS; round++) {
    if (note(notes, store, &error)) goto done;
  }
  if (billfold_payment_list(store, NULL, &page, &error)) goto done;
  if (billfold_page_describe(page, &info, &error)) goto done;
  /* What the application was compiled with is what it runs. */
  if (strcmp(sqlite3_libversion(), SQLITE_VERSION) != 0) goto done;
  if (strcmp(sqlite3_sourceid(), SQLITE_SOURCE_ID) != 0) goto done;
  printf("SQLite %s: %d notes, %lld payments\n", sqlite3_libversion(), count(notes),
         (long long)info.total);
  failed = 0;

done:
  if (failed) {
    fprintf(stderr, "%s; SQLite %s: %s\n", billfold_error_message(error), sqlite3_libversion(),
            sqlite3_errmsg(notes));
  }
  billfold_page_free(page);
  billfold_store_free(store);
  billfold_error_free(error);
  sqlite3_close(notes);
  return failed;
}
