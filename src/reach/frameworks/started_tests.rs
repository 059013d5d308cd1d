//! Commands, schedules and events of more libraries, each with something of the same file that stays unnamed.

use super::tests::{Case, hold};

#[test]
fn what_is_started_is_reached() {
    let cases: &[Case] = &[
        (
            "clap, the arms of a match",
            &[
                ("src/users.rs", "pub fn find() { USE }\npub fn other() {}\n"),
                (
                    "src/main.rs",
                    "use clap::{Parser, Subcommand};\nmod users;\n#[derive(Subcommand)]\nenum Commands { SyncUsers { all: bool }, Other, Twice(Args) }\nfn main() {\n    match Cli::parse().command {\n        Commands::SyncUsers { all } => { users::find(); }\n        Commands::Other => users::other(),\n        Commands::Twice(args) => { users::other(); users::find(); }\n    }\n}\n",
                ),
            ],
            &["command sync-users", "command twice"],
        ),
        (
            "argparse",
            &[(
                "app/cli.py",
                "import argparse\ndef sync(args):\n    USE\ndef other(args): pass\nparser = argparse.ArgumentParser()\nsub = parser.add_subparsers()\na = sub.add_parser('sync')\na.set_defaults(func=sync)\nb = sub.add_parser('other')\nb.set_defaults(func=other)\n",
            )],
            &["command sync"],
        ),
        (
            "a script that is run itself",
            &[(
                "scripts/sync.py",
                "def sync():\n    USE\ndef other(): pass\nother()\nif __name__ == '__main__':\n    sync()\n",
            )],
            &["command scripts/sync.py"],
        ),
        (
            "commander",
            &[(
                "src/cli.ts",
                "import { program } from 'commander';\nprogram.command('sync <id>').description('x').action(async (id) => { USE });\nprogram.command('other').action(() => {});\n",
            )],
            &["command sync"],
        ),
        (
            "yargs",
            &[(
                "src/cli.js",
                "const yargs = require('yargs');\nyargs.command('sync', 'x', (y) => y, async () => { USE }).command('other', 'x', (y) => y, () => {});\n",
            )],
            &["command sync"],
        ),
        (
            "picocli",
            &[(
                "a/Sync.java",
                "import picocli.CommandLine.Command;\n@Command(name = \"sync\") class Sync implements Runnable { public void run() { USE(); } public void other() {} }",
            )],
            &["command sync"],
        ),
        (
            "spring's CommandLineRunner",
            &[(
                "a/Seed.java",
                "@Component class Seed implements CommandLineRunner { public void run(String... args) { USE(); } }",
            )],
            &["command start of Seed"],
        ),
        (
            "urfave/cli",
            &[(
                "cmd/main.go",
                "package main\nimport \"github.com/urfave/cli/v2\"\nfunc sync(c *cli.Context) error { USE }\nvar a = &cli.Command{Name: \"sync\", Action: sync}\n",
            )],
            &["command sync"],
        ),
        (
            "Thor",
            &[(
                "lib/cli.rb",
                "class Cli < Thor\n  desc 'sync', 'x'\n  def sync\n    USE\n  end\n  def other\n  end\nend\n",
            )],
            &["command sync"],
        ),
        (
            "Mix tasks",
            &[(
                "lib/mix/tasks/app.sync.ex",
                "defmodule Mix.Tasks.App.Sync do\n  use Mix.Task\n  def run(args) do\n    USE\n  end\nend\n",
            )],
            &["command mix app.sync"],
        ),
        (
            "APScheduler",
            &[(
                "app/clock.py",
                "from apscheduler.schedulers.background import BackgroundScheduler\nscheduler = BackgroundScheduler()\ndef find():\n    USE\ndef clean():\n    find()\n@scheduler.scheduled_job('cron', hour=1)\ndef nightly():\n    find()\nscheduler.add_job(clean, 'interval', minutes=5)\n",
            )],
            &["schedule clean", "schedule nightly"],
        ),
        (
            "robfig/cron",
            &[(
                "a.go",
                "package a\nimport \"github.com/robfig/cron/v3\"\nfunc clean() { USE }\nfunc start() {\n\tc := cron.New()\n\tc.AddFunc(\"@daily\", clean)\n}\n",
            )],
            &["schedule @daily"],
        ),
        (
            "tokio-cron-scheduler",
            &[(
                "a.rs",
                "use tokio_cron_scheduler::{Job, JobScheduler};\nasync fn start() { sched.add(Job::new_async(\"0 0 * * * *\", |id, l| { USE })?).await?; }\n",
            )],
            &["schedule 0 0 * * * *"],
        ),
        (
            "setInterval",
            &[("src/a.ts", "async function clean() { USE }\nsetInterval(clean, 1000);\nsetTimeout(other, 1000);\n")],
            &["schedule setInterval"],
        ),
        (
            "bull and agenda",
            &[(
                "src/a.js",
                "const find = () => { USE };\nmailQueue.process('mail', async (job) => { find(); });\nagenda.define('clean', async () => { find(); });\nlist.process('no', () => { find(); });\n",
            )],
            &["job clean", "job mail"],
        ),
        (
            "Django's signals",
            &[(
                "app/signals.py",
                "from django.dispatch import receiver\n@receiver(post_save, sender=User)\ndef index(sender, instance, **kwargs):\n    USE\n@receiver(post_delete)\ndef other(sender, **kwargs): pass\n",
            )],
            &["event post_save of User"],
        ),
        (
            "Laravel's listeners and observers",
            &[
                ("app/Models/Log.php", "<?php class Log extends Model { public static function find() { USE(); } }"),
                (
                    "app/Listeners/Greet.php",
                    "<?php class Greet { public function handle(UserCreated $event) { Log::find(); } }",
                ),
                (
                    "app/Observers/UserObserver.php",
                    "<?php class UserObserver { public function saving(User $user) { Log::find(); } public function other(User $user) {} }",
                ),
            ],
            &["event UserCreated", "event saving of User"],
        ),
        (
            "Spring's listeners, Kafka, RabbitMQ, JPA's callbacks",
            &[
                ("a/Users.java", "@Service class Users { void find() { USE(); } void other() {} }"),
                (
                    "a/Listeners.java",
                    "class Listeners { Users users; @EventListener void a(UserCreated e) { users.find(); } @KafkaListener(topics = \"users\") void b(String s) { users.find(); } @RabbitListener(queues = \"mail\") void c(String s) { users.other(); } @PrePersist void d() { users.find(); } }",
                ),
            ],
            &["event PrePersist of Listeners", "event UserCreated", "event users"],
        ),
        (
            "Nest's events and an EventEmitter",
            &[(
                "src/a.service.ts",
                "export class A {\n  @OnEvent('user.created')\n  created() { this.find(); }\n  find() { USE }\n  start() { this.emitter.on('user.removed', () => { this.find(); }); this.socket.on('data', () => {}); }\n}\n",
            )],
            &["event user.created", "event user.removed"],
        ),
    ];
    hold(cases);
}
