module example.com/blog

go 1.22

require github.com/go-jet/jet/v2 v2.11.1
