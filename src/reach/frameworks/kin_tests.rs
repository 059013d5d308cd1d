//! A row for each framework that the README names beside the first of its family.

use super::FRAMEWORKS;
use super::tests::{Case, hold};

/// The sources of the rows, in which each name has to stand.
const ROWS: [&str; 5] = [
    include_str!("kin_tests.rs"),
    include_str!("more_tests.rs"),
    include_str!("reading_tests.rs"),
    include_str!("started_tests.rs"),
    include_str!("tests.rs"),
];

#[test]
fn every_name_has_a_row() {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let rows = ROWS.map(plain).concat();
    for framework in FRAMEWORKS {
        for name in framework.also {
            assert!(rows.contains(&plain(name)), "{}: no row shows {name}", framework.name);
        }
    }
}

#[test]
fn kin_in_javascript_are_reached() {
    let cases: &[Case] = &[
        (
            "koa, a router with a prefix",
            &[(
                "src/auth.ts",
                "import Koa from 'koa';\nimport Router from '@koa/router';\nconst app = new Koa();\nconst router = new Router({ prefix: '/api' });\n\
                 router.post('/login', async (ctx) => { USE });\nrouter.get('/other', async (ctx) => {});\napp.use(router.routes()).use(router.allowedMethods());\n",
            )],
            &["POST /api/login"],
        ),
        (
            "koa, routers of another file, nested",
            &[
                ("src/users.js", "exports.find = async () => { USE };\nexports.other = async () => {};\n"),
                (
                    "src/auth.js",
                    "const Router = require('koa-router');\nconst users = require('./users');\nconst router = new Router();\n\
                     router.post('/login', async (ctx) => { await users.find(); });\nrouter.get('/other', users.other);\nmodule.exports = router;\n",
                ),
                (
                    "src/app.js",
                    "const Router = require('koa-router');\nconst auth = require('./auth');\nconst api = new Router({ prefix: '/v1' });\napi.use('/auth', auth.routes(), auth.allowedMethods());\n",
                ),
            ],
            &["POST /v1/auth/login"],
        ),
        (
            "hono, an app below another",
            &[
                (
                    "src/auth.ts",
                    "import { Hono } from 'hono';\nconst auth = new Hono();\nauth.post('/login', async (c) => { USE });\nauth.get('/other', (c) => c.text(''));\nexport default auth;\n",
                ),
                (
                    "src/index.ts",
                    "import { Hono } from 'hono';\nimport auth from './auth';\nconst app = new Hono().basePath('/api');\napp.route('/auth', auth);\nexport default app;\n",
                ),
            ],
            &["POST /api/auth/login"],
        ),
        (
            "hono, a chain",
            &[(
                "src/index.ts",
                "import { Hono } from 'hono';\nconst app = new Hono()\n  .get('/other', (c) => c.text(''))\n  .post('/login', async (c) => { USE });\n",
            )],
            &["POST /login"],
        ),
        (
            "type-graphql, resolvers with types",
            &[(
                "src/UserResolver.ts",
                "import { Arg, Mutation, Query, Resolver } from 'type-graphql';\n@Resolver(User)\nexport class UserResolver {\n\
                 @Query(() => [User])\n  async users() { return []; }\n  @Mutation(() => Boolean)\n  async login(@Arg('name') name: string) { USE }\n}\n",
            )],
            &["graphql mutation login"],
        ),
        (
            "nest's resolvers, a service that is injected",
            &[
                (
                    "src/users.service.ts",
                    "@Injectable()\nexport class UsersService {\n  find() { USE }\n  other() {}\n}\n",
                ),
                (
                    "src/users.resolver.ts",
                    "import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';\nimport { UsersService } from './users.service';\n@Resolver(() => User)\n\
                     export class UsersResolver {\n  constructor(private readonly users: UsersService) {}\n  @Query(() => User)\n  user(@Args('id') id: number) { return this.users.find(); }\n\
                     @Mutation(() => User)\n  remove() { return this.users.other(); }\n}\n",
                ),
            ],
            &["graphql query user"],
        ),
        (
            "sveltekit, a handler of one verb",
            &[
                ("src/lib/server/users.ts", "export async function find() { USE }\nexport async function other() {}\n"),
                (
                    "src/routes/api/login/+server.ts",
                    "import { find, other } from '$lib/server/users';\nexport async function POST({ request }) { await find(); }\nexport async function GET() { await other(); }\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "sveltekit, what a page loads",
            &[
                ("src/routes/(app)/users/[id]/+page.server.ts", "export const load = async ({ params }) => { USE };\n"),
                ("src/routes/other/+page.server.ts", "export const load = async () => ({});\n"),
            ],
            &["GET /users/[id]"],
        ),
        (
            "sveltekit, a form is sent to its page",
            &[(
                "src/routes/login/+page.server.ts",
                "export const load = async () => ({});\nexport const actions = { default: async ({ request }) => { USE } };\n",
            )],
            &["POST /login"],
        ),
    ];
    hold(cases);
}

#[test]
fn kin_of_controllers_are_reached() {
    let cases: &[Case] = &[
        (
            "routing-controllers",
            &[(
                "src/AuthController.ts",
                "import { JsonController, Get, Post } from 'routing-controllers';\n@JsonController('/auth')\nexport class AuthController {\n\
                 @Post('/login')\n  login() { USE }\n  @Get('/other')\n  other() {}\n}\n",
            )],
            &["POST /auth/login"],
        ),
        (
            "tsoa",
            &[(
                "src/authController.ts",
                "import { Controller, Get, Post, Route } from 'tsoa';\n@Route('auth')\nexport class AuthController extends Controller {\n\
                 @Post('login')\n  public async login() { USE }\n  @Get('{id}')\n  public async other() {}\n}\n",
            )],
            &["POST /auth/login"],
        ),
        (
            "lumen, a controller by its name",
            &[
                (
                    "app/Http/Controllers/AuthController.php",
                    "<?php class AuthController extends Controller { public function login() { USE(); } public function other() {} }",
                ),
                (
                    "routes/web.php",
                    "<?php $router->group(['prefix' => 'api'], function () use ($router) { $router->post('login', 'AuthController@login'); $router->get('other', 'AuthController@other'); });\n",
                ),
            ],
            &["POST /api/login"],
        ),
    ];
    hold(cases);
}

#[test]
fn kin_in_python_are_reached() {
    let cases: &[Case] = &[
        (
            "quart, a blueprint",
            &[
                (
                    "app/auth.py",
                    "from quart import Blueprint\nbp = Blueprint('auth', __name__, url_prefix='/auth')\n@bp.post('/login')\nasync def login():\n    USE\n@bp.get('/other')\nasync def other(): pass\n",
                ),
                (
                    "app/main.py",
                    "from quart import Quart\nfrom app.auth import bp\napp = Quart(__name__)\napp.register_blueprint(bp)\n",
                ),
            ],
            &["POST /auth/login"],
        ),
        (
            "sanic, a blueprint and a group",
            &[
                (
                    "app/auth.py",
                    "from sanic import Blueprint\nbp = Blueprint('auth', url_prefix='/auth')\n@bp.post('/login')\nasync def login(request):\n    USE\n@bp.get('/other')\nasync def other(request): pass\n",
                ),
                (
                    "app/main.py",
                    "from sanic import Blueprint, Sanic\nfrom app.auth import bp\napp = Sanic('x')\napi = Blueprint.group(bp, url_prefix='/api')\napp.blueprint(api)\n",
                ),
            ],
            &["POST /api/auth/login"],
        ),
        (
            "sanic, a handler that is added",
            &[(
                "app/main.py",
                "from sanic import Sanic\napp = Sanic('x')\nasync def login(request):\n    USE\nasync def other(request): pass\napp.add_route(login, '/login', methods=['POST'])\napp.add_route(other, '/other')\n",
            )],
            &["POST /login"],
        ),
        (
            "starlette, a list of routes",
            &[
                ("app/users.py", "async def find():\n    USE\nasync def other(): pass\n"),
                (
                    "app/main.py",
                    "from starlette.applications import Starlette\nfrom starlette.routing import Mount, Route\nfrom app import users\n\
                     async def login(request):\n    await users.find()\nasync def other(request):\n    await users.other()\n\
                     app = Starlette(routes=[Route('/other', other), Mount('/api', routes=[Route('/login', endpoint=login, methods=['POST'])])])\n",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "starlette, an endpoint that is a class",
            &[(
                "app/main.py",
                "from starlette.endpoints import HTTPEndpoint\nfrom starlette.routing import Route\n\
                 class Login(HTTPEndpoint):\n    async def post(self, request):\n        USE\nclass Other(HTTPEndpoint):\n    async def get(self, request): pass\n\
                 routes = [Route('/login', Login), Route('/other', Other)]\n",
            )],
            &["POST /login"],
        ),
        (
            "django's REST framework, a router",
            &[
                (
                    "accounts/views.py",
                    "from rest_framework import viewsets\nclass UserViewSet(viewsets.ModelViewSet):\n    def create(self, request):\n        USE\nclass OtherViewSet(viewsets.ModelViewSet):\n    def create(self, request): pass\n",
                ),
                (
                    "site/urls.py",
                    "from rest_framework import routers\nfrom accounts.views import OtherViewSet, UserViewSet\nrouter = routers.DefaultRouter()\n\
                     router.register(r'users', UserViewSet)\nrouter.register(r'others', OtherViewSet)\nurlpatterns = [path('api/', include(router.urls))]\n",
                ),
            ],
            &["/api/users/"],
        ),
        (
            "django's REST framework, the router's prefix stands for all actions of the set",
            &[
                (
                    "accounts/views.py",
                    "class UserViewSet(viewsets.ModelViewSet):\n    def retrieve(self, request, pk=None):\n        self.one()\n    @action(detail=True, methods=['post'])\n    def lock(self, request, pk=None):\n        self.one()\n    def one(self):\n        USE\n",
                ),
                (
                    "accounts/urls.py",
                    "from .views import UserViewSet\nrouter = DefaultRouter()\nrouter.register('users', UserViewSet)\nurlpatterns = router.urls\n",
                ),
            ],
            &["/users/"],
        ),
        (
            "dramatiq",
            &[(
                "app/tasks.py",
                "import dramatiq\n@dramatiq.actor(queue_name='mail')\ndef send_digest(user_id):\n    USE\n@dramatiq.actor\ndef other(): pass\n",
            )],
            &["job send_digest"],
        ),
        (
            "strawberry",
            &[(
                "app/schema.py",
                "import strawberry\n@strawberry.type\nclass Query:\n    @strawberry.field\n    def me(self) -> str:\n        pass\n@strawberry.type\nclass Mutation:\n    @strawberry.mutation\n    def login(self, name: str) -> str:\n        USE\n",
            )],
            &["graphql mutation login"],
        ),
    ];
    hold(cases);
}

#[test]
fn kin_on_the_jvm_in_ruby_and_go_are_reached() {
    let cases: &[Case] = &[
        (
            "spring's graphql",
            &[
                (
                    "a/UserService.java",
                    "@Service class UserService { public User login(String n) { USE(); } public User me() {} }",
                ),
                (
                    "a/UserController.java",
                    "@Controller class UserController { private final UserService users; @MutationMapping public User login(@Argument String name) { return users.login(name); } @QueryMapping public User me() { return users.me(); } }",
                ),
            ],
            &["graphql mutation login"],
        ),
        (
            "jax-rs",
            &[
                ("a/Users.java", "class Users { public R find(String n) { USE(); } public R other() {} }"),
                (
                    "a/AuthResource.java",
                    "import jakarta.ws.rs.*;\n@Path(\"/auth\") public class AuthResource { @Inject Users users; @POST @Path(\"/login\") @Produces(\"application/json\") public R login(Form form) { return users.find(form.name); } @GET @Path(\"{id}\") public R other(@PathParam(\"id\") long id) { return users.other(); } }",
                ),
            ],
            &["POST /auth/login"],
        ),
        (
            "jax-rs, a method without a path",
            &[(
                "a/AuthResource.kt",
                "import jakarta.ws.rs.*\n@Path(\"/auth\")\nclass AuthResource {\n @DELETE\n fun out() { USE() }\n @GET\n fun other() {}\n}\n",
            )],
            &["DELETE /auth"],
        ),
        (
            "micronaut",
            &[
                (
                    "a/UserService.java",
                    "@Singleton class UserService { public void login() { USE(); } public void other() {} }",
                ),
                (
                    "a/AuthController.java",
                    "import io.micronaut.http.annotation.*;\n@Controller(\"/api\") class AuthController { private final UserService users; AuthController(UserService users) { this.users = users; } @Post(\"/login\") HttpResponse<?> login(@Body Form form) { users.login(); } @Get(uri = \"/other\") String other() { users.other(); } }",
                ),
            ],
            &["POST /api/login"],
        ),
        (
            "active job",
            &[
                ("app/models/user.rb", "class User < ApplicationRecord\n  def self.digest\n    USE\n  end\nend\n"),
                (
                    "app/jobs/digest_job.rb",
                    "class DigestJob < ApplicationJob\n  queue_as :mail\n  def perform(user)\n    User.digest\n  end\nend\n",
                ),
                ("app/jobs/other_job.rb", "class OtherJob < ActiveJob::Base\n  def perform\n  end\nend\n"),
            ],
            &["job DigestJob"],
        ),
        (
            "echo, a group",
            &[
                (
                    "web/auth.go",
                    "package web\nfunc Login(c echo.Context) error { USE }\nfunc Other(c echo.Context) error { return nil }\n",
                ),
                (
                    "web/routes.go",
                    "package web\nimport \"github.com/labstack/echo/v4\"\nfunc routes() {\n\te := echo.New()\n\tg := e.Group(\"/v1\", limit)\n\tg.POST(\"/login\", Login)\n\tg.GET(\"/other\", Other)\n}\n",
                ),
            ],
            &["POST /v1/login"],
        ),
        (
            "fiber, a group and an app that is mounted",
            &[
                (
                    "web/auth.go",
                    "package web\nfunc Login(c *fiber.Ctx) error { USE }\nfunc Other(c *fiber.Ctx) error { return nil }\n",
                ),
                (
                    "web/routes.go",
                    "package web\nimport \"github.com/gofiber/fiber/v2\"\nfunc routes() {\n\tapp := fiber.New(fiber.Config{Prefork: true})\n\tapi := app.Group(\"/api\", limit)\n\tapi.Post(\"/login\", Login)\n\tapi.Get(\"/other\", Other)\n}\n",
                ),
            ],
            &["POST /api/login"],
        ),
    ];
    hold(cases);
}
