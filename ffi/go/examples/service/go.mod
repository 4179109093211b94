module github.com/billfold/billfold/ffi/go/examples/service

go 1.26

require github.com/billfold/billfold/ffi/go v0.0.0

replace github.com/billfold/billfold/ffi/go => ../..
