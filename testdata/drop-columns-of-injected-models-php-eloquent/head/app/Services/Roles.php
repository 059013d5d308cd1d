<?php

namespace App\Services;

use App\Models\Post;
use App\Models\Role;
use App\Models\RoleUser;
use App\Models\User;

class Roles
{
    protected $role;

    /** @var Post */
    private $post;

    public function __construct(Role $role, $post)
    {
        $this->role = $role;
        $this->post = $post;
    }

    public function all()
    {
        return $this->role->newQuery()->where('hidden', '=', false)->get();
    }

    public function ranks(): array
    {
        $ranks = [];
        foreach ($this->role->orderBy('name')->get() as $one) {
            $ranks[] = $one->rank;
        }

        return $ranks;
    }

    public function find($id)
    {
        $found = $this->role->findOrFail($id);
        if ($found->hidden) {
            abort(404);
        }

        return $found;
    }

    public function make(array $data): Role
    {
        return $this->fresh()->forceFill(['name' => $data['name'], 'rank' => 1]);
    }

    public function titles()
    {
        $query = $this->post->with(['author' => function ($query) {
            $query->select('id', 'nickname');
        }]);

        return $query->where(function ($query) {
            $query->whereNotNull('summary');
        })->get();
    }

    public function mine()
    {
        return auth()->user()->posts()->orderBy('summary')->get()->map(fn ($one) => $one->author->nickname);
    }

    public function filter($query)
    {
        return $query->join('roles', 'roles.id', '=', 'x.role_id')->where('roles.rank', '>', 1);
    }

    public function rules(): array
    {
        return ['nickname' => 'required|unique:users,nickname'];
    }

    public function pairs()
    {
        return RoleUser::query()->orderBy('since')->get();
    }

    private function fresh(): Role
    {
        return $this->role->newInstance();
    }
}
