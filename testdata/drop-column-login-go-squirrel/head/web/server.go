package web

import (
	"net/http"

	"example.com/shop/store"
)

type Server struct {
	users *store.Users
}

func (s *Server) Routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("GET /health", s.health)
	return mux
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if _, err := s.users.ByLogin(r.Context(), r.FormValue("login")); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNoContent)
}
