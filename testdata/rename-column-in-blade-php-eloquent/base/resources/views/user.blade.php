<h1>last_login</h1>
@if ($user->last_login)
  <b>{{ $user->last_login }}</b> {{-- $user->last_login --}}
@endif
@foreach ($users as $user)
  {!! $user->home_page !!}
@endforeach
