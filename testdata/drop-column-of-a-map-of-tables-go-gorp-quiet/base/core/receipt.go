package core

type Receipt struct {
	ID      int64
	Version int
}
