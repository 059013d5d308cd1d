//! What each family declares, continued: background, commands, and how uses are told from mentions.

use super::tests::{Case, hold};

#[test]
fn more_uses_are_reached_from_their_entry_points() {
    let cases: &[Case] = &[
        (
            "a class is used by who makes it, not by who names it",
            &[
                ("a.py", "class Form:\n    def __init__(self):\n        USE\n"),
                (
                    "b.py",
                    "from flask import Flask\nfrom a import Form\napp = Flask(__name__)\n@app.get('/x')\ndef x():\n    Form()\n@app.get('/y')\ndef y():\n    Form.other()\n",
                ),
            ],
            &["GET /x"],
        ),
        (
            "an override of many is not guessed",
            &[
                ("A.java", "class A extends Base { Object kind() { USE(); } }"),
                (
                    "B.java",
                    "class B extends Base { Object kind() {} } class C extends Base { Object kind() {} } class D extends Base { Object kind() {} }",
                ),
                (
                    "Base.java",
                    "@RestController class Base { @GetMapping(\"/x\") void x() { kind(); } Object kind() {} }",
                ),
            ],
            &[],
        ),
        (
            "asp.net, the route of the class above",
            &[
                (
                    "A.cs",
                    "public class AccountController : BaseApi { [HttpPost(\"login\")] public void Login() { USE(); } }",
                ),
                ("B.cs", "[Route(\"api/[controller]\")] public class BaseApi : ControllerBase { }"),
            ],
            &["POST /api/Account/login"],
        ),
        (
            "gorilla, the path before the handler",
            &[(
                "a.go",
                "package a\nimport \"github.com/gorilla/mux\"\nfunc login() { USE }\nfunc routes() {\n\tr := mux.NewRouter()\n\tr.Path(\"/login\").HandlerFunc(login).Methods(\"POST\")\n}\n",
            )],
            &["POST /login"],
        ),
        (
            "apollo's resolvers",
            &[(
                "a.ts",
                "export const resolvers = { Query: { other: () => 1 }, Mutation: { login: async () => { USE } } };\n",
            )],
            &["graphql mutation login"],
        ),
        (
            "async-graphql",
            &[(
                "a.rs",
                "use async_graphql::Object;\n#[Object]\nimpl MutationRoot {\n async fn log_in(&self) { USE }\n async fn other(&self) {}\n}\n",
            )],
            &["graphql mutation logIn"],
        ),
        (
            "warp",
            &[(
                "a.rs",
                "use warp::Filter;\nfn login() { USE }\nfn routes() { warp::path(\"login\").and(warp::post()).and_then(login) }\n",
            )],
            &["POST /login"],
        ),
        (
            "node-cron",
            &[("a.ts", "import cron from 'node-cron';\ncron.schedule('0 0 * * *', async () => { USE });\n")],
            &["schedule 0 0 * * *"],
        ),
        (
            "whenever",
            &[
                ("app/models/user.rb", "class User < ApplicationRecord\n  def self.clean\n    USE\n  end\nend\n"),
                ("config/schedule.rb", "every :day do\n  runner \"User.clean\"\nend\n"),
            ],
            &["schedule User.clean"],
        ),
        (
            "hangfire",
            &[(
                "A.cs",
                "class A { void Clean() { USE(); } void Start() { RecurringJob.AddOrUpdate(\"clean\", () => Clean(), Cron.Daily); } }",
            )],
            &["schedule clean"],
        ),
        (
            "quartz",
            &[("A.cs", "class Clean : IJob { public Task Execute(IJobExecutionContext c) { USE(); } }")],
            &["schedule Clean"],
        ),
        (
            "laravel's schedule",
            &[("routes/console.php", "<?php Schedule::call(function () { USE(); })->daily();\n")],
            &["schedule call in console.php"],
        ),
        (
            "artisan's closures",
            &[("routes/console.php", "<?php Artisan::command('users:sync {id}', function () { USE(); });\n")],
            &["command users:sync"],
        ),
        (
            "symfony's console",
            &[(
                "a.php",
                "<?php #[AsCommand(name: 'users:sync')] class A extends Command { public function execute() { USE(); } }",
            )],
            &["command users:sync"],
        ),
        (
            "typer",
            &[("x/cli.py", "import typer\napp = typer.Typer()\n@app.command()\ndef sync():\n    USE\n")],
            &["command sync"],
        ),
    ];
    hold(cases);
}
