module github.com/billfold/billfold/ffi/go/benches

go 1.26

require (
	github.com/billfold/billfold/ffi/go v0.0.0
	gorm.io/driver/sqlite v1.6.0
	gorm.io/gorm v1.31.2
)

require (
	github.com/jinzhu/inflection v1.0.0 // indirect
	github.com/jinzhu/now v1.1.5 // indirect
	github.com/mattn/go-sqlite3 v1.14.53 // indirect
	golang.org/x/text v0.20.0 // indirect
)

replace github.com/billfold/billfold/ffi/go => ../
