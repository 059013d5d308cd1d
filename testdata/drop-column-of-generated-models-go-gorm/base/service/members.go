package service

import "example.com/shop/model"

func member(name string) model.Member {
	return model.Member{
		Name: name,
		Nick: name,
	}
}
