//! What each family declares, in a few lines each.

use std::sync::Arc;

use super::*;
use crate::lang;
use crate::orm::CodeFile;
use crate::reach::graph::Graph;
use crate::reach::unit::Unit;
use crate::source::{Revision, SourceFile};

fn unit(path: &str, text: &str) -> Unit {
    let language = lang::of_path(path).unwrap();
    let facts = (language.parse)(text, &lang::ending(path));
    let source = SourceFile::new(path, Revision::Head, text);
    Unit::of(Arc::new(CodeFile { source, language, facts, test: false }))
}

/// The entry points that reach the word `USE` in the first file.
fn reached(files: &[(&str, &str)]) -> Vec<String> {
    let mut graph = Graph::default();
    graph.add(files.iter().map(|(path, text)| Arc::new(unit(path, text))));
    let (path, text) = files[0];
    let reach = graph.reach(path, text.find("USE").unwrap());
    reach.entry_points.iter().map(|entry| entry.display()).collect()
}

#[test]
fn registries_are_sorted() {
    assert!(FRAMEWORKS.is_sorted_by(|left, right| left.name < right.name));
}

/// What it shows, the files, and what is expected.
pub(super) type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

/// Each case: the entry points that the word `USE` of the first file is reached from; others of the same files stay unnamed.
#[test]
fn uses_are_reached_from_their_entry_points() {
    let cases: &[Case] = &[
        (
            "flask, a blueprint below a prefix",
            &[
                ("app/users.py", "class Users:\n    def find(self, name):\n        USE\n    def other(self): pass\n"),
                (
                    "app/auth.py",
                    "from flask import Blueprint\nfrom app.users import Users\nbp = Blueprint('auth', __name__, url_prefix='/auth')\nusers = Users()\n\
                     @bp.post('/login')\ndef login():\n    users.find(1)\n\
                     @bp.get('/other')\ndef other():\n    users.other()\n",
                ),
                (
                    "app/main.py",
                    "from flask import Flask\nfrom app import auth\napp = Flask(__name__)\napp.register_blueprint(auth.bp)\n",
                ),
            ],
            &["POST /auth/login"],
        ),
        (
            "fastapi, a router below a prefix and a dependency",
            &[
                ("app/deps.py", "def current_user():\n    USE\n"),
                (
                    "app/items.py",
                    "from fastapi import APIRouter, Depends\nfrom app.deps import current_user\nrouter = APIRouter(prefix='/items')\n\
                     @router.get('/{id}')\ndef read(user = Depends(current_user)):\n    pass\n\
                     @router.get('/')\ndef every():\n    pass\n",
                ),
                (
                    "app/main.py",
                    "from fastapi import FastAPI\nfrom app.items import router\napp = FastAPI()\napp.include_router(router, prefix='/v1')\n",
                ),
            ],
            &["GET /v1/items/{id}"],
        ),
        (
            "django, include and views that are classes",
            &[
                (
                    "accounts/views.py",
                    "class LoginView(View):\n    def post(self, request):\n        self.find()\n    def find(self):\n        USE\nclass Other(View):\n    def get(self, request): pass\n",
                ),
                (
                    "accounts/urls.py",
                    "from accounts.views import LoginView, Other\nurlpatterns = [path('login/', LoginView.as_view()), path('other/', Other.as_view())]\n",
                ),
                ("site/urls.py", "urlpatterns = [path('accounts/', include('accounts.urls'))]\n"),
            ],
            &["POST /accounts/login/"],
        ),
        (
            "django, a decorator tells the verb",
            &[
                ("accounts/views.py", "@require_POST\ndef login(request):\n    USE\n"),
                (
                    "accounts/urls.py",
                    "from . import views\nurlpatterns = [re_path(r'^u/(?P<id>[0-9]+)/login$', views.login), path('x', views.other)]\n",
                ),
            ],
            &["POST /u/<id>/login"],
        ),
        (
            "net/http with patterns, and a closure that is made",
            &[
                (
                    "store/users.go",
                    "package store\nfunc (s *Users) ByLogin(n string) { USE }\nfunc (s *Users) Other() {}\n",
                ),
                (
                    "web/server.go",
                    "package web\nimport \"x/store\"\ntype Server struct { users *store.Users }\n\
                     func (s *Server) login() http.HandlerFunc { return func(w http.ResponseWriter, r *http.Request) { s.users.ByLogin(\"\") } }\n\
                     func (s *Server) other(w http.ResponseWriter, r *http.Request) { s.users.Other() }\n\
                     func (s *Server) routes() { mux := http.NewServeMux(); mux.HandleFunc(\"POST /login\", s.login()); mux.HandleFunc(\"/other\", s.other) }\n",
                ),
            ],
            &["POST /login"],
        ),
        (
            "chi, groups and a function that is handed the router",
            &[
                (
                    "web/auth.go",
                    "package web\nfunc Login(w http.ResponseWriter, r *http.Request) { USE }\nfunc Other(w http.ResponseWriter, r *http.Request) {}\n",
                ),
                (
                    "web/routes.go",
                    "package web\nfunc routes() {\n r := chi.NewRouter()\n r.Route(\"/api\", func(r chi.Router) {\n r.With(limit).Get(\"/other\", Other)\n auth(r)\n })\n}\n\
                     func auth(r chi.Router) { r.Post(\"/login\", Login) }\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "gin and echo, groups in variables",
            &[
                ("web/auth.go", "package web\nfunc Login(c *gin.Context) { USE }\n"),
                (
                    "web/routes.go",
                    "package web\nfunc routes() {\n r := gin.Default()\n v1 := r.Group(\"/v1\")\n v1.POST(\"/login\", limit, Login)\n v1.GET(\"/other\", Other)\n}\n",
                ),
            ],
            &["POST /v1/login"],
        ),
        (
            "gorilla's methods",
            &[
                ("web/auth.go", "package web\nfunc Login(w http.ResponseWriter, r *http.Request) { USE }\n"),
                (
                    "web/routes.go",
                    "package web\nfunc routes() {\n r := mux.NewRouter()\n s := r.PathPrefix(\"/api\").Subrouter()\n s.HandleFunc(\"/login\", Login).Methods(\"POST\")\n}\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "express, a router of another file",
            &[
                ("src/users.ts", "export async function findUser(name) { USE }\nexport const other = () => {};\n"),
                (
                    "src/auth.ts",
                    "import { Router } from 'express';\nimport { findUser, other } from './users';\nconst router = Router();\n\
                     router.post('/login', async (req, res) => { await findUser(req.body.name); });\nrouter.get('/other', () => other());\nexport default router;\n",
                ),
                (
                    "src/app.ts",
                    "import express from 'express';\nimport authRouter from './auth';\nconst app = express();\napp.use('/api', authRouter);\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "express, require and a controller object",
            &[
                ("controllers/user.js", "exports.login = async (req, res) => { USE };\nexports.other = () => {};\n"),
                (
                    "routes/user.js",
                    "const express = require('express');\nconst user = require('../controllers/user');\nconst router = express.Router();\nrouter.route('/login').get(user.other).post(user.login);\nmodule.exports = router;\n",
                ),
                (
                    "app.js",
                    "const express = require('express');\nconst app = express();\napp.use('/users', require('./routes/user'));\n",
                ),
            ],
            &["POST /users/login"],
        ),
        (
            "fastify, a described route",
            &[(
                "src/a.ts",
                "import Fastify from 'fastify';\nconst fastify = Fastify();\nfastify.route({ method: 'POST', url: '/login', handler: async () => { USE } });\nfastify.get('/other', async () => {});\n",
            )],
            &["POST /login"],
        ),
        (
            "nestjs, a service that is injected",
            &[
                ("src/auth.service.ts", "export class AuthService {\n  login() { USE }\n  other() {}\n}\n"),
                (
                    "src/auth.controller.ts",
                    "import { AuthService } from './auth.service';\n@Controller('auth')\nexport class AuthController {\n  constructor(private readonly auth: AuthService) {}\n\
                     @Post('login')\n  login() { return this.auth.login(); }\n  @Get()\n  other() { return this.auth.other(); }\n}\n",
                ),
            ],
            &["POST /auth/login"],
        ),
        (
            "next.js, the path is the route",
            &[
                ("lib/users.ts", "export const findUser = async () => { USE };\n"),
                (
                    "app/api/login/route.ts",
                    "import { findUser } from '@/lib/users';\nexport async function POST() { await findUser(); }\nexport async function GET() {}\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "rails, a resource and a callback of some actions",
            &[
                (
                    "app/controllers/api/users_controller.rb",
                    "class Api::UsersController < ApplicationController\n  before_action :load_user, only: [:show]\n  def show; end\n  def index; end\n  def load_user\n    USE\n  end\nend\n",
                ),
                (
                    "config/routes.rb",
                    "Rails.application.routes.draw do\n  namespace :api do\n    resources :users, only: [:index, :show]\n  end\nend\n",
                ),
            ],
            &["GET /api/users/:id"],
        ),
        (
            "rails, a route by itself and a model's method",
            &[
                ("app/models/user.rb", "class User < ApplicationRecord\n  def self.login(name)\n    USE\n  end\nend\n"),
                (
                    "app/controllers/sessions_controller.rb",
                    "class SessionsController < ApplicationController\n  def create\n    User.login(params[:name])\n  end\n  def destroy; end\nend\n",
                ),
                (
                    "config/routes.rb",
                    "Rails.application.routes.draw do\n  post '/login', to: 'sessions#create'\n  delete 'logout' => 'sessions#destroy'\nend\n",
                ),
            ],
            &["POST /login"],
        ),
        (
            "axum, a router that is nested",
            &[
                ("src/users.rs", "pub async fn find() { USE }\npub async fn other() {}\n"),
                (
                    "src/auth.rs",
                    "use axum::routing::post;\nuse crate::users;\npub fn router() -> Router { Router::new().route(\"/login\", get(show).post(login)) }\nasync fn login() { users::find().await; }\nasync fn show() { users::other().await; }\n",
                ),
                (
                    "src/main.rs",
                    "use axum::Router;\nmod auth;\nfn app() -> Router { Router::new().nest(\"/api\", auth::router()) }\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "actix, attributes below a scope",
            &[
                (
                    "src/auth.rs",
                    "use actix_web::post;\n#[post(\"/login\")]\npub async fn login() { USE }\n#[get(\"/other\")]\npub async fn other() {}\n",
                ),
                (
                    "src/main.rs",
                    "use actix_web::web;\nmod auth;\nfn config(cfg: &mut web::ServiceConfig) { cfg.service(web::scope(\"/api\").service(auth::login).service(auth::other)); }\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "actix, routes without attributes",
            &[
                ("src/auth.rs", "pub async fn login() { USE }\n"),
                (
                    "src/main.rs",
                    "use actix_web::web;\nuse crate::auth::login;\nfn config(cfg: &mut web::ServiceConfig) { cfg.service(web::scope(\"/api\").route(\"/login\", web::post().to(login)).route(\"/other\", web::get().to(other))); }\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "rocket, mounts",
            &[
                ("src/auth.rs", "#[post(\"/login\", data = \"<form>\")]\npub fn login() { USE }\n"),
                (
                    "src/main.rs",
                    "#[macro_use] extern crate rocket;\nmod auth;\nfn rocket() { rocket::build().mount(\"/api\", routes![auth::login, auth::other]); }\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "spring, a field of an interface",
            &[
                (
                    "a/AuthServiceImpl.java",
                    "class AuthServiceImpl implements AuthService { public R login() { USE(); } public R other() {} }",
                ),
                (
                    "a/AuthController.java",
                    "@RestController @RequestMapping(\"/api\") class AuthController { private final AuthService auth; @PostMapping(\"/login\") public R login() { return auth.login(); } @GetMapping(\"/other\") public R other() { return auth.other(); } }",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "ktor, routes in blocks",
            &[
                ("a/Auth.kt", "class Auth {\n fun login() { USE() }\n fun other() {}\n}\n"),
                (
                    "a/Routes.kt",
                    "import io.ktor.server.routing.*\nval auth = Auth()\nfun Application.module() { routing { route(\"/api\") { post(\"/login\") { auth.login() }\n get(\"/other\") { auth.other() } } } }",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "asp.net, a controller and its service",
            &[
                (
                    "Services/UserService.cs",
                    "public class UserService : IUserService { public async Task Login() { USE(); } public void Other() {} }",
                ),
                (
                    "Controllers/UsersController.cs",
                    "[ApiController]\n[Route(\"api/[controller]\")]\npublic class UsersController : ControllerBase { private readonly IUserService _users; [HttpPost(\"login\")] public async Task Login() { await _users.Login(); } [HttpGet] public void Other() { _users.Other(); } }",
                ),
            ],
            &["POST /api/Users/login"],
        ),
        (
            "asp.net without controllers",
            &[(
                "Program.cs",
                "var app = builder.Build();\nvar group = app.MapGroup(\"/api\");\ngroup.MapPost(\"/login\", async (Db db) => { USE(); });\ngroup.MapGet(\"/other\", () => 1);\n",
            )],
            &["POST /api/login"],
        ),
        (
            "laravel, a group and a controller",
            &[
                (
                    "app/Http/Controllers/AuthController.php",
                    "<?php class AuthController extends Controller { public function login() { USE(); } public function other() {} }",
                ),
                (
                    "routes/web.php",
                    "<?php use App\\Http\\Controllers\\AuthController;\nRoute::prefix('v1')->group(function () { Route::post('/login', [AuthController::class, 'login']); Route::get('/other', [AuthController::class, 'other']); });\n",
                ),
            ],
            &["POST /v1/login"],
        ),
        (
            "symfony, attributes",
            &[(
                "src/Controller/A.php",
                "<?php #[Route('/api')] class A { #[Route('/login', methods: ['POST'])] public function login() { USE(); } #[Route('/other')] public function other() {} }",
            )],
            &["POST /api/login"],
        ),
        (
            "phoenix, a scope",
            &[
                (
                    "lib/app/accounts.ex",
                    "defmodule App.Accounts do\n  def login(name) do\n    USE\n  end\n  def other(), do: 1\nend\n",
                ),
                (
                    "lib/app_web/session_controller.ex",
                    "defmodule AppWeb.SessionController do\n  alias App.Accounts\n  def create(conn, _) do\n    Accounts.login(1)\n  end\n  def show(conn, _) do\n    Accounts.other()\n  end\nend\n",
                ),
                (
                    "lib/app_web/router.ex",
                    "defmodule AppWeb.Router do\n  use AppWeb, :router\n  scope \"/api\", AppWeb do\n    post \"/login\", SessionController, :create\n    get \"/login\", SessionController, :show\n  end\nend\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "celery",
            &[("app/tasks.py", "@shared_task\ndef send_digest():\n    USE\n@shared_task\ndef other(): pass\n")],
            &["job send_digest"],
        ),
        (
            "sidekiq",
            &[(
                "app/workers/digest.rb",
                "class Digest\n  include Sidekiq::Worker\n  def perform\n    USE\n  end\nend\n",
            )],
            &["job Digest"],
        ),
        (
            "bullmq",
            &[("src/w.ts", "import { Worker } from 'bullmq';\nnew Worker('mail', async (job) => { USE });\n")],
            &["job mail"],
        ),
        (
            "laravel's queue",
            &[("app/Jobs/Send.php", "<?php class Send implements ShouldQueue { public function handle() { USE(); } }")],
            &["job Send"],
        ),
        (
            "oban",
            &[(
                "lib/w.ex",
                "defmodule App.Digest do\n  use Oban.Worker, queue: :mail\n  def perform(_) do\n    USE\n  end\nend\n",
            )],
            &["job App.Digest"],
        ),
        (
            "spring's schedule",
            &[("A.java", "class A { @Scheduled(cron = \"0\") void tick() { USE(); } void other() {} }")],
            &["schedule A.tick"],
        ),
        (
            "django's commands",
            &[("x/management/commands/sync.py", "class Command(BaseCommand):\n    def handle(self):\n        USE\n")],
            &["command sync"],
        ),
        ("click", &[("x/cli.py", "@click.command()\ndef sync_users():\n    USE\n")], &["command sync-users"]),
        (
            "rake",
            &[(
                "lib/tasks/db.rake",
                "namespace :db do\n  task sync: :environment do\n    USE\n  end\n  task :other do\n  end\nend\n",
            )],
            &["command db:sync"],
        ),
        (
            "artisan",
            &[(
                "app/Sync.php",
                "<?php class Sync extends Command { protected $signature = 'users:sync {id}'; public function handle() { USE(); } }",
            )],
            &["command users:sync"],
        ),
        (
            "cobra",
            &[(
                "cmd/a.go",
                "package cmd\nvar c = &cobra.Command{Use: \"sync\", RunE: run}\nvar d = &cobra.Command{Use: \"other\", RunE: other}\nfunc run() error { USE }\n",
            )],
            &["command sync"],
        ),
        (
            "nest's resolvers",
            &[("a.ts", "@Resolver()\nclass A {\n @Mutation()\n login() { USE }\n @Query()\n other() {}\n}\n")],
            &["graphql mutation login"],
        ),
        (
            "gqlgen",
            &[(
                "a.go",
                "package graph\nfunc (r *mutationResolver) Login() { USE }\nfunc (r *queryResolver) Other() {}\n",
            )],
            &["graphql mutation login"],
        ),
        (
            "graphene",
            &[(
                "a.py",
                "import graphene\nclass Query(graphene.ObjectType):\n    def resolve_me(self, info):\n        USE\n    def resolve_other(self, info): pass\n",
            )],
            &["graphql query me"],
        ),
        (
            "graphql-ruby",
            &[("a.rb", "class Login < GraphQL::Schema::Mutation\n  def resolve\n    USE\n  end\nend\n")],
            &["graphql mutation Login"],
        ),
        (
            "a method of the same name in another class is no call",
            &[
                ("a.py", "class Users:\n    def get(self):\n        USE\n"),
                (
                    "b.py",
                    "from flask import Flask\napp = Flask(__name__)\n@app.get('/x')\ndef x():\n    config.get('a')\n",
                ),
            ],
            &[],
        ),
    ];
    hold(cases);
}

pub(super) fn hold(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (what, files, expected) in cases {
        let found = reached(files);
        if found != *expected {
            wrong.push(format!("{what}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
