<?php

namespace App\Services;

use App\Models\Post;
use App\Models\Role;
use App\Models\RoleUser;
use App\Models\User;

class Roles
{
    protected $role;

    protected $settings;

    /** @var Post */
    private $post;

    public function __construct(Role $role, Settings $settings, $post)
    {
        $this->role = $role;
        $this->settings = $settings;
        $this->post = $post;
    }

    public function all()
    {
        return $this->role->newQuery()->where('name', '=', 'hidden')->get();
    }

    public function ranks(): array
    {
        $ranks = [];
        foreach ($this->settings->where('hidden', false)->get() as $one) {
            $ranks[] = $one->rank;
        }

        return $ranks;
    }

    public function find($id)
    {
        $found = $this->settings->findOrFail($id);
        if ($found->hidden) {
            abort(404);
        }

        return $this->role->where('name', 'rank')->firstOrFail();
    }

    public function make(array $data): Role
    {
        $this->fresh()->forceFill(['hidden' => true, 'rank' => 1]);

        $this->role->create(['name' => 'x', 'options' => ['hidden' => true, 'rank' => 1]]);

        return $this->role->join('menus', 'menus.id', '=', 'roles.menu_id')->orderBy('menus.rank')->first();
    }

    public function titles()
    {
        $query = $this->post->with(['author' => function ($query) {
            $query->select('id', 'email');
        }]);

        return $query->where(function ($query) {
            $query->whereHas('chapters', function ($query) {
                $query->whereNotNull('summary');
            });
        })->get();
    }

    public function mine()
    {
        return auth()->user()->posts()->orderBy('title')->get()->map(fn ($one) => $one->chapter->nickname);
    }

    public function filter($query)
    {
        return $query->join('menus', 'menus.id', '=', 'x.role_id')->where('menus.rank', '>', 1);
    }

    public function rules(): array
    {
        return ['nickname' => 'required|unique:menus,nickname'];
    }

    public function pairs()
    {
        return RoleUser::query()->orderBy('user_id')->get();
    }

    private function fresh(): Menu
    {
        return $this->settings->newInstance();
    }
}
