/*
 * What the tables of `generated.h` are made of: the declarations of billfold.h, in a form in which
 * a runner finds them by name. It is C99 and C++11.
 */

#ifndef TABLES_H
#define TABLES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <billfold.h>

/* One parameter of a call, or what it returned. */
union word {
  int64_t number;
  double real;
  void *pointer;
};

struct constant {
  const char *name;
  uint64_t value;
};

enum field_kind { IS_I32, IS_I64, IS_U64, IS_SIZE, IS_DOUBLE, IS_TEXT, IS_TEXTS };

struct field {
  const char *name;
  enum field_kind kind;
  size_t offset;
  uint64_t has;        /* the bit that says whether it is there; 0: it always is */
  size_t count_offset; /* of IS_TEXTS: where it stands how many there are */
};

struct structure {
  const char *name;
  size_t size;
  void (*init)(void *at);
  const struct field *fields; /* the last has no name */
};

enum parameter_kind {
  TAKES_HANDLE,
  TAKES_FREED,
  TAKES_TEXT,
  TAKES_LENGTH,
  TAKES_NUMBER,
  TAKES_DOUBLE,
  TAKES_INPUT,
  GIVES_VIEW,
  GIVES_HANDLE,
  GIVES_ERROR,
  GIVES_TEXT,
  GIVES_I32,
  GIVES_I64,
  GIVES_SIZE
};

struct parameter {
  const char *name;
  enum parameter_kind kind;
  const char *of; /* the handle or struct that it points to */
};

enum returns { RETURNS_STATUS, RETURNS_NOTHING, RETURNS_NUMBER, RETURNS_TEXT };

struct function {
  const char *name;
  enum returns returns;
  const struct parameter *parameters; /* the last has no name */
  void (*call)(const union word *word, union word *result);
};

enum { MOST_PARAMETERS = 24 };

#include "generated.h"

#endif
