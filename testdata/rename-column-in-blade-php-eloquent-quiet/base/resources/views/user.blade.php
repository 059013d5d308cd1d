<h1>$user->last_login</h1>
@if ($user->id)
  <b>{{ $user->id }}</b> {{-- $user->last_login --}} @{{ $user->last_login }}
@endif
