module github.com/billfold/billfold/ffi/go

go 1.26
