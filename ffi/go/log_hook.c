/* What of the log hook must be C: callbacks of the library's types, which hand on to Go's. */

#include "billfold.h"

extern void billfoldGoTell(uintptr_t handle, int32_t level, char *target, char *message);
extern void billfoldGoRelease(uintptr_t handle);

static void tell(void *handle, int32_t level, const char *target, const char *message) {
  billfoldGoTell((uintptr_t)handle, level, (char *)target, (char *)message);
}

static void release(void *handle) { billfoldGoRelease((uintptr_t)handle); }

billfold_status billfold_go_hook(uintptr_t handle, int32_t level, billfold_error **err) {
  return billfold_log_set_hook(tell, (void *)handle, release, level, err);
}

billfold_status billfold_go_unhook(billfold_error **err) {
  return billfold_log_set_hook(NULL, NULL, NULL, BILLFOLD_LOG_OFF, err);
}
