//! What reading real applications showed: types of the same name in several packages, constants of classes, paths that are put together.

use super::tests::{Case, hold};

const CHI: &str = "package web\nimport (\n\t\"fmt\"\n\t\"github.com/go-chi/chi\"\n\t\"x/users\"\n\t\"x/posts\"\n)\nfunc routes(r chi.Router, uc *users.Controller, pc *posts.Controller) {\n\tr.Route(fmt.Sprintf(\"/users/{%s}\", ParamID), func(r chi.Router) {\n\t\tr.Delete(\"/\", del(uc))\n\t})\n\tr.Delete(\"/posts\", drop(pc))\n}\nfunc del(c *users.Controller) { c.Remove() }\nfunc drop(c *posts.Controller) { c.Remove() }\n";

#[test]
fn what_real_applications_write_is_followed() {
    let cases: &[Case] = &[
        (
            "go, controllers of the same name in two packages, and a path with a constant",
            &[
                ("users/a.go", "package users\ntype Controller struct {}\nfunc (c *Controller) Remove() { USE }\n"),
                ("posts/a.go", "package posts\ntype Controller struct {}\nfunc (c *Controller) Remove() {}\n"),
                ("web/a.go", CHI),
            ],
            &["DELETE /users/{ParamID}/"],
        ),
        (
            "go, an interface that is called like what implements it",
            &[
                ("db/a.go", "package db\ntype UserStore struct {}\nfunc (s *UserStore) Find() { USE }\n"),
                ("store/a.go", "package store\ntype UserStore interface {\n\tFind()\n}\n"),
                (
                    "web/a.go",
                    "package web\nimport (\n\t\"net/http\"\n\t\"x/store\"\n)\ntype Server struct {\n\tusers store.UserStore\n}\nfunc (s *Server) routes() {\n\thttp.HandleFunc(\"/u\", s.user)\n}\nfunc (s *Server) user(w http.ResponseWriter, r *http.Request) { s.users.Find() }\n",
                ),
            ],
            &["/u"],
        ),
        (
            "spring, a constant with SQL is used by one of two methods",
            &[
                (
                    "Dao.java",
                    "class Dao { static final String FIND = USE(\"select\"); void find() { run(FIND); } void other() { run(\"\"); } }",
                ),
                (
                    "Web.java",
                    "@RestController class Web { private Dao dao; @GetMapping(\"/find\") void find() { dao.find(); } @GetMapping(\"/other\") void other() { dao.other(); } }",
                ),
            ],
            &["GET /find"],
        ),
        (
            "poem, operations",
            &[(
                "a.rs",
                "use poem_openapi::OpenApi;\nstruct Api;\n#[OpenApi]\nimpl Api {\n    #[oai(path = \"/login\", method = \"post\")]\n    async fn login(&self) { USE() }\n    #[oai(path = \"/other\", method = \"get\")]\n    async fn other(&self) {}\n}\n",
            )],
            &["POST /login"],
        ),
        (
            "flask-restful, a path that a function makes, a resource of an organisation, and the verb that runs",
            &[(
                "a.py",
                "from flask import Flask\nfrom flask_restful import Api, Resource\napi = Api(Flask(__name__))\nclass Users(Resource):\n    def get(self):\n        USE\n    def post(self):\n        pass\napi.add_resource(Users, versioned('users/'), methods=['GET', 'POST'])\napi.add_org_resource(Users, '/api/users', endpoint='users')\n",
            )],
            &["GET /api/users", "GET /users/"],
        ),
        (
            "flask, a rule that a function makes",
            &[(
                "a.py",
                "from flask import Blueprint\nroutes = Blueprint('a', __name__)\n@routes.route(scoped('/login'), methods=['POST'])\ndef login():\n    USE\n",
            )],
            &["POST /login"],
        ),
        (
            "python, a parameter that comes to hold another type",
            &[
                ("user.py", "class User:\n    def as_dto(self):\n        USE\n"),
                (
                    "a.py",
                    "from flask import Flask\napp = Flask(__name__)\n@app.get('/x')\ndef x(user: int):\n    user = load(user)\n    return user.as_dto()\n@app.get('/y')\ndef y(user: int):\n    return user.as_dto()\n",
                ),
            ],
            &["GET /x"],
        ),
        (
            "graphql, the resolvers of a kind in a file of their own",
            &[
                ("login.ts", "const login = async () => { USE };\nexport default login;\n"),
                (
                    "mutation-resolvers.ts",
                    "import login from './login';\nconst mutationResolvers = { login };\nexport default mutationResolvers;\n",
                ),
            ],
            &["graphql mutation login"],
        ),
        (
            "laravel, nested resources without some actions",
            &[
                (
                    "app/Http/Controllers/NoteController.php",
                    "<?php class NoteController { function store() { $this->all(); } function destroy() { $this->all(); } private function all() { USE(); } }",
                ),
                (
                    "routes/web.php",
                    "<?php Route::apiResource('photo-albums.notes', NoteController::class)->except('destroy', 'show');\n",
                ),
            ],
            &["POST /photo-albums/{photo_album}/notes"],
        ),
        (
            "laravel, a resource that makes the answer",
            &[
                (
                    "app/Http/Resources/NoteResource.php",
                    "<?php class NoteResource extends JsonResource { public function toArray($request) { USE(); } }",
                ),
                (
                    "app/Http/Controllers/NoteController.php",
                    "<?php use App\\Http\\Resources\\NoteResource; class NoteController { function show() { return NoteResource::make($this->note); } function list() { return Other::make(1); } }",
                ),
                (
                    "routes/web.php",
                    "<?php Route::get('note', [NoteController::class, 'show']);\nRoute::get('notes', [NoteController::class, 'list']);\n",
                ),
            ],
            &["GET /note"],
        ),
        (
            "laravel, a handler by its name `uses`",
            &[
                (
                    "app/Http/Controllers/NoteController.php",
                    "<?php class NoteController { function show() { USE(); } function list() {} }",
                ),
                (
                    "routes/web.php",
                    "<?php Route::get('note', ['uses' => 'NoteController@show', 'as' => 'note']);\nRoute::get('notes', ['uses' => 'NoteController@list']);\n",
                ),
            ],
            &["GET /note"],
        ),
        (
            "go, what a function gives is not of a type called like the function",
            &[
                ("a.go", "package a\ntype Ticket struct {}\nfunc (t *Ticket) CloseForGood() { USE }\n"),
                (
                    "b.go",
                    "package a\nimport \"net/http\"\nfunc init() {\n\thttp.HandleFunc(\"/close\", closed)\n}\nfunc closed(w http.ResponseWriter, r *http.Request) {\n\tticket := FindTicket()\n\tticket.CloseForGood()\n}\n",
                ),
            ],
            &["/close"],
        ),
    ];
    hold(cases);
}
