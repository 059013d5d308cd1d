//! What requests pass, each with what is no guard beside it.

use super::tests::{Case, hold};

#[test]
fn what_all_requests_pass_is_said() {
    let cases: &[Case] = &[
        (
            "express, middleware of the app",
            &[
                (
                    "src/auth.js",
                    "exports.requireUser = async (req, res, next) => { USE };\nexports.other = (req, res, next) => next();\n",
                ),
                (
                    "src/app.js",
                    "const express = require('express');\nconst { requireUser, other } = require('./auth');\nconst app = express();\napp.use(requireUser);\napp.use(other);\napp.get('/x', (req, res) => {});\n",
                ),
            ],
            &["every request"],
        ),
        (
            "express, routes before the middleware do not pass it",
            &[
                ("src/auth.js", "exports.requireUser = async (req, res, next) => { USE };\n"),
                (
                    "src/app.js",
                    "const express = require('express');\nconst { requireUser } = require('./auth');\nconst app = express();\napp.post('/login', (req, res) => {});\napp.use(requireUser);\n",
                ),
            ],
            &["requests through requireUser"],
        ),
        (
            "express, below a path, and in place",
            &[(
                "src/app.js",
                "const express = require('express');\nconst app = express();\napp.use('/admin', async (req, res, next) => { USE });\n",
            )],
            &["every request below /admin"],
        ),
        (
            "express, a router's own middleware",
            &[
                (
                    "src/admin.js",
                    "const express = require('express');\nconst router = express.Router();\nrouter.use(async (req, res, next) => { USE });\nrouter.get('/x', (req, res) => {});\nmodule.exports = router;\n",
                ),
                (
                    "src/app.js",
                    "const express = require('express');\nconst admin = require('./admin');\nconst app = express();\napp.use('/admin', admin);\n",
                ),
            ],
            &["requests below /admin through a middleware"],
        ),
        (
            "express, a router that a function makes is no middleware",
            &[
                (
                    "src/users.js",
                    "const express = require('express');\nmodule.exports = function users(db) {\n  const first = load(db);\n  const router = express.Router();\n  router.get('/x', (req, res) => {});\n  return router;\n};\nfunction load(db) { USE }\n",
                ),
                (
                    "src/app.js",
                    "const express = require('express');\nconst users = require('./users');\nconst app = express();\napp.use('/users', users(db));\n",
                ),
            ],
            &[],
        ),
        (
            "express, an error handler",
            &[(
                "src/app.js",
                "const express = require('express');\nconst app = express();\napp.use(failed);\napp.use((err, req, res, next) => { failed(err); });\nfunction failed(err, req, res, next) { USE }\n",
            )],
            &[],
        ),
        (
            "fastify, a hook",
            &[(
                "src/app.ts",
                "import Fastify from 'fastify';\nconst app = Fastify();\napp.addHook('onRequest', async (req) => { USE });\napp.get('/x', async () => {});\n",
            )],
            &["every request"],
        ),
        (
            "koa",
            &[(
                "src/app.ts",
                "import Koa from 'koa';\nconst app = new Koa();\nasync function user(ctx, next) { USE }\napp.use(user);\n",
            )],
            &["every request"],
        ),
        (
            "nest, a guard of the program",
            &[
                (
                    "src/auth.guard.ts",
                    "@Injectable()\nexport class AuthGuard implements CanActivate {\n  async canActivate(context) { USE }\n}\n",
                ),
                (
                    "src/app.module.ts",
                    "import { APP_GUARD } from '@nestjs/core';\nimport { AuthGuard } from './auth.guard';\n@Module({ providers: [{ provide: APP_GUARD, useClass: AuthGuard }] })\nexport class AppModule {}\n",
                ),
            ],
            &["every request"],
        ),
        (
            "nest, a guard of a controller and one of a method",
            &[
                (
                    "src/auth.guard.ts",
                    "@Injectable()\nexport class AuthGuard implements CanActivate {\n  async canActivate(context) { USE }\n}\n",
                ),
                (
                    "src/a.controller.ts",
                    "import { AuthGuard } from './auth.guard';\n@Controller('a')\n@UseGuards(AuthGuard)\nexport class AController {\n  @Get('x')\n  x() {}\n}\n@Controller('b')\nexport class BController {\n  @UseGuards(AuthGuard)\n  @Get('y')\n  y() {}\n  @Get('z')\n  z() {}\n}\n",
                ),
            ],
            &["GET /a/x", "GET /b/y"],
        ),
        (
            "gin, the program's middleware and a group's",
            &[
                ("web/auth.go", "package web\nfunc Auth(db *sql.DB) gin.HandlerFunc { USE }\n"),
                (
                    "web/routes.go",
                    "package web\nimport \"github.com/gin-gonic/gin\"\nfunc a() {\n\tr := gin.New()\n\tr.Use(Auth(db))\n}\nfunc b() {\n\te := gin.New()\n\tadmin := e.Group(\"/admin\", Auth(db))\n\tadmin.GET(\"/x\", x)\n}\n",
                ),
            ],
            &["every request", "every request below /admin"],
        ),
        (
            "chi, a group without a path is a part",
            &[
                ("web/auth.go", "package web\nfunc Auth(next http.Handler) http.Handler { USE }\n"),
                (
                    "web/routes.go",
                    "package web\nimport \"github.com/go-chi/chi/v5\"\nfunc a() {\n\tr := chi.NewRouter()\n\tr.Route(\"/api\", func(r chi.Router) {\n\t\tr.Group(func(r chi.Router) {\n\t\t\tr.Use(Auth)\n\t\t})\n\t})\n}\n",
                ),
            ],
            &["requests below /api through Auth"],
        ),
        (
            "flask, before each request",
            &[(
                "app/web.py",
                "from flask import Flask\napp = Flask(__name__)\n@app.before_request\ndef tenant():\n    USE\n@app.get('/x')\ndef x(): pass\n",
            )],
            &["every request"],
        ),
        (
            "flask, of one blueprint, and the user of a session",
            &[(
                "app/web.py",
                "from flask import Blueprint\nbp = Blueprint('a', __name__)\ndef find():\n    USE\n@bp.before_request\ndef tenant():\n    find()\n@login.user_loader\ndef load(id):\n    return find()\n",
            )],
            &["every signed-in request", "requests through tenant"],
        ),
        (
            "fastapi, middleware and dependencies",
            &[
                (
                    "app/deps.py",
                    "def find():\n    USE\ndef tenant():\n    find()\nclass Audit:\n    async def dispatch(self, request, call_next):\n        find()\n",
                ),
                (
                    "app/main.py",
                    "from fastapi import APIRouter, Depends, FastAPI\nfrom app.deps import Audit, tenant\napp = FastAPI()\nrouter = APIRouter(dependencies=[Depends(tenant)])\napp.add_middleware(Audit)\n",
                ),
            ],
            &["every request", "requests through tenant"],
        ),
        (
            "django, middleware and context processors of the settings",
            &[
                (
                    "shop/middleware.py",
                    "class Tenant:\n    def __call__(self, request):\n        USE\nclass Other:\n    def __call__(self, request):\n        pass\n",
                ),
                (
                    "site/settings.py",
                    "MIDDLEWARE = ['django.middleware.common.CommonMiddleware', 'shop.middleware.Tenant']\n",
                ),
            ],
            &["every request"],
        ),
        (
            "django, a context processor",
            &[
                ("shop/context.py", "def cart(request):\n    USE\ndef other(request): pass\n"),
                (
                    "site/settings.py",
                    "TEMPLATES = [{'OPTIONS': {'context_processors': ['shop.context.cart']}}]\nMIDDLEWARE = ['shop.middleware.cart']\n",
                ),
            ],
            &["every rendered page"],
        ),
        (
            "laravel, the kernel",
            &[
                (
                    "app/Http/Middleware/Tenant.php",
                    "<?php class Tenant { public function handle($request, $next) { USE(); } }",
                ),
                (
                    "app/Http/Kernel.php",
                    "<?php class Kernel extends HttpKernel { protected $middleware = [\\App\\Http\\Middleware\\Other::class]; protected $middlewareGroups = ['web' => [\\App\\Http\\Middleware\\Tenant::class], 'api' => []]; }",
                ),
            ],
            &["every request of the group `web`"],
        ),
        (
            "laravel, middleware by its short name",
            &[
                (
                    "app/Http/Middleware/Tenant.php",
                    "<?php class Tenant { public function handle($request, $next) { USE(); } }",
                ),
                (
                    "bootstrap/app.php",
                    "<?php return Application::configure()->withMiddleware(function (Middleware $middleware) { $middleware->alias(['tenant' => Tenant::class, 'other' => Other::class]); $middleware->append(Third::class); });",
                ),
            ],
            &["requests through `tenant`"],
        ),
        (
            "laravel, a group of routes",
            &[
                (
                    "app/Http/Middleware/Tenant.php",
                    "<?php class Tenant { public function handle($request, $next) { USE(); } }",
                ),
                (
                    "routes/web.php",
                    "<?php Route::get('/a', [A::class, 'a']); Route::middleware(['auth', Tenant::class])->group(function () { Route::get('/b', [A::class, 'b']); });",
                ),
            ],
            &["GET /b"],
        ),
        (
            "spring, a filter for each request and one for some",
            &[
                ("a/Users.java", "class Users { void find() { USE(); } }"),
                (
                    "a/TenantFilter.java",
                    "class TenantFilter extends OncePerRequestFilter { Users users; protected void doFilterInternal(Q q) { users.find(); } }",
                ),
                (
                    "a/ApiFilter.java",
                    "class ApiFilter extends OncePerRequestFilter { Users users; protected void doFilterInternal(Q q) { users.find(); } protected boolean shouldNotFilter(Q q) { return true; } }",
                ),
            ],
            &["every request", "requests through ApiFilter"],
        ),
        (
            "asp.net",
            &[(
                "TenantMiddleware.cs",
                "public class TenantMiddleware { private readonly RequestDelegate _next; public async Task InvokeAsync(HttpContext context) { USE(); } }",
            )],
            &["every request"],
        ),
        (
            "axum, a layer of a router: the routes before it",
            &[
                ("src/auth.rs", "pub async fn require_user(req: Request, next: Next) { USE }\n"),
                (
                    "src/web.rs",
                    "use axum::{middleware, Router};\nuse crate::auth::require_user;\npub fn router() -> Router {\n    Router::new().route(\"/a\", get(a)).layer(middleware::from_fn(require_user)).route(\"/b\", get(b))\n}\nasync fn a() {}\nasync fn b() {}\n",
                ),
            ],
            &["GET /a"],
        ),
        (
            "hono, below a pattern",
            &[(
                "src/app.ts",
                "import { Hono } from 'hono';\nconst app = new Hono();\napp.use('/admin/*', async (c, next) => { USE });\napp.get('/x', (c) => c.text(''));\n",
            )],
            &["every request below /admin"],
        ),
        (
            "echo and fiber",
            &[
                ("web/auth.go", "package web\nfunc Auth(next echo.HandlerFunc) echo.HandlerFunc { USE }\n"),
                (
                    "web/routes.go",
                    "package web\nfunc a() {\n\te := echo.New()\n\te.Use(Auth)\n}\nfunc b() {\n\tapp := fiber.New()\n\tapp.Get(\"/x\", x)\n\tapp.Use(Auth)\n}\n",
                ),
            ],
            &["every request", "requests through Auth"],
        ),
        (
            "actix, what a scope is wrapped in",
            &[
                ("src/auth.rs", "pub async fn check(req: ServiceRequest, next: Next) { USE }\n"),
                (
                    "src/web.rs",
                    "use actix_web::{middleware::from_fn, web, App};\nuse crate::auth::check;\npub fn routes(cfg: &mut web::ServiceConfig) {\n    cfg.service(web::scope(\"/admin\").route(\"/a\", web::get().to(a)).wrap(from_fn(check)));\n    cfg.route(\"/b\", web::get().to(b));\n}\nasync fn a() {}\nasync fn b() {}\n",
                ),
            ],
            &["GET /admin/a"],
        ),
        (
            "axum, an extractor among the arguments",
            &[
                (
                    "src/auth.rs",
                    "pub struct CurrentUser;\nimpl<S> FromRequestParts<S> for CurrentUser {\n    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, E> { USE }\n}\n",
                ),
                (
                    "src/web.rs",
                    "use axum::Router;\nuse crate::auth::CurrentUser;\npub fn router() -> Router {\n    Router::new().route(\"/a\", get(a)).route(\"/b\", get(b))\n}\nasync fn a(user: CurrentUser) {}\nasync fn b() { CurrentUser::name(); }\n",
                ),
            ],
            &["GET /a"],
        ),
        (
            "phoenix, plugs of a pipeline",
            &[
                (
                    "lib/app_web/auth.ex",
                    "defmodule AppWeb.Auth do\n  def fetch_user(conn, _opts) do\n    USE\n  end\n  def call(conn, _opts), do: conn\nend\n",
                ),
                (
                    "lib/app_web/router.ex",
                    "defmodule AppWeb.Router do\n  use AppWeb, :router\n  import AppWeb.Auth\n  pipeline :browser do\n    plug :accepts\n    plug :fetch_user\n  end\n  scope \"/\", AppWeb do\n    pipe_through [:browser]\n    get \"/a\", PageController, :a\n  end\n  scope \"/api\", AppWeb do\n    get \"/b\", PageController, :b\n  end\nend\n",
                ),
            ],
            &["GET /a"],
        ),
        (
            "phoenix, a plug under another name, and what live views mount",
            &[
                (
                    "lib/app_web/tenant.ex",
                    "defmodule AppWeb.Plugs.Tenant do\n  def call(conn, _opts), do: find()\n  def on_mount(:x, a, b, c), do: find()\n  def find do\n    USE\n  end\nend\n",
                ),
                ("lib/other/tenant.ex", "defmodule Other.Tenant do\n  def call(conn, _opts), do: conn\nend\n"),
                (
                    "lib/app_web/router.ex",
                    "defmodule AppWeb.Router do\n  use AppWeb, :router\n  alias AppWeb.Plugs.Tenant\n  pipeline :api do\n    plug(Tenant)\n  end\n  scope \"/api\", AppWeb do\n    pipe_through(:api)\n    get \"/a\", AController, :a\n  end\n  live_session :user, on_mount: [{Tenant, :x}] do\n    live \"/b\", BLive\n  end\n  live \"/c\", CLive\nend\n",
                ),
            ],
            &["GET /api/a", "GET /b"],
        ),
    ];
    hold(cases);
}
