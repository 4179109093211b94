package billfold

// The sealed static library of this machine's system goes to lib/, built anew from the sources of
// the repository; library.h, which nothing reads, has Go's cache notice.
//go:generate ./build
