/* A program with another Rust library beside Billfold: each catches its own panics. */

#include <billfold.h>
#include <stdint.h>
#include <stdio.h>

int32_t other_catches(int32_t number);

int main(void) {
  billfold_open_options options = BILLFOLD_INIT(billfold_open_options);
  billfold_store *store = NULL;
  billfold_error *error = NULL;
  billfold_status opened, panicked;
  int32_t before, after;

  options.mode = BILLFOLD_OPEN_IN_MEMORY;
  before = other_catches(1);
  opened = billfold_store_open(NULL, 0, &options, &store, NULL);
  panicked = billfold_debug_fail(store, BILLFOLD_PANIC, &error);
  after = other_catches(2);
  printf("other %d, Billfold %s then %s, other %d\n", (int)before, billfold_status_name(opened),
         billfold_status_name(panicked), (int)after);
  billfold_error_free(error);
  billfold_store_free(store);
  return 0;
}
