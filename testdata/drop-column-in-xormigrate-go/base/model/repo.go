package model

type Repo struct {
	ID   int64  `xorm:"pk autoincr 'id'"`
	Name string `xorm:"'name'"`
	SCM  string `xorm:"varchar(50) 'scm'"`
}

func (Repo) TableName() string {
	return "repos"
}

func IsGit(repo *Repo) bool {
	return repo.SCM == "git"
}
