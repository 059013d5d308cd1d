module example.com/blog

go 1.22

require github.com/volatiletech/sqlboiler/v4 v4.16.2
