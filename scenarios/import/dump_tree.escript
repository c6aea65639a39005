#!/usr/bin/env escript
%%! -hidden
%% Prints the supervision trees of a running Erlang node as JSON Lines, which
%% `teacup import erlang-tree` reads. docs/erlang_import.md tells what the fields mean.
%%
%%     escript dump_tree.escript rabbit@localhost > rabbit.jsonl
%%
%% Run it as the node's user, so that ~/.erlang.cookie is the node's, or give `--cookie COOKIE`.
%% It only asks: which_children and sys:get_state of supervisors, process_info of processes. The
%% expression below is evaluated on the node by erl_eval; no code is loaded there.
-mode(compile).

main([Node]) ->
    dump(list_to_atom(Node), none);
main([Node, "--cookie", Cookie]) ->
    dump(list_to_atom(Node), list_to_atom(Cookie));
main(_) ->
    stop("usage: escript dump_tree.escript NODE [--cookie COOKIE] > DUMP.jsonl", []).

dump(Node, Cookie) ->
    start_distribution(atom_to_list(Node)),
    Cookie =:= none orelse erlang:set_cookie(Node, Cookie),
    net_kernel:connect_node(Node) =:= true orelse
        stop("cannot connect to ~ts: is it up, and is the cookie the same?", [Node]),
    {ok, Tokens, _} = erl_scan:string(walk()),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    ok = io:setopts([{encoding, unicode}]),
    case rpc:call(Node, erl_eval, exprs, [Expressions, []]) of
        {value, Objects, _} ->
            lists:foreach(fun(Object) -> io:put_chars([object(Object), $\n]) end, Objects);
        {badrpc, Reason} ->
            stop("~ts could not list its trees: ~tp", [Node, Reason])
    end.

%% Names are long when the node's host has a dot.
start_distribution(Node) ->
    os:cmd("epmd -daemon"),
    Kind = case lists:member($., Node) of true -> longnames; false -> shortnames end,
    [_, Host] = case string:split(Node, "@") of
        [_, _] = Parts -> Parts;
        _ -> stop("~ts is not a node name, as rabbit@localhost", [Node])
    end,
    Name = "teacup_dump_" ++ os:getpid() ++ "@" ++ Host,
    case net_kernel:start([list_to_atom(Name), Kind]) of
        {ok, _} -> ok;
        {error, Reason} -> stop("cannot start distribution as ~ts: ~tp", [Name, Reason])
    end.

stop(Format, Values) ->
    io:format(standard_error, "dump_tree: " ++ Format ++ "~n", Values),
    halt(1).

%% [{Key, Value}] as one line of JSON; binaries are strings.
object(Fields) ->
    ["{", lists:join(",", [[text(atom_to_binary(K, utf8)), ":", value(V)] || {K, V} <- Fields]), "}"].

value(V) when is_integer(V) -> integer_to_list(V);
value(V) when is_boolean(V); V =:= null -> atom_to_list(V);
value(V) when is_binary(V) -> text(V);
value(V) when is_list(V) -> ["[", lists:join(",", [value(X) || X <- V]), "]"].

text(Binary) ->
    [$", [escape(C) || C <- unicode:characters_to_list(Binary)], $"].

escape($") -> "\\\"";
escape($\\) -> "\\\\";
escape(C) when C < 32; C =:= 127 -> io_lib:format("\\u~4.16.0b", [C]);
escape(C) -> C.

%% What the node evaluates: a list of objects. It holds no string quotes, being a string itself, and
%% nothing newer than OTP 20.
walk() ->
"(fun() ->
    Text = fun
        (T) when is_atom(T) -> atom_to_binary(T, utf8);
        (T) -> unicode:characters_to_binary(io_lib:format('~0tp', [T]))
    end,
    Behaviour = fun(Pid) ->
        try element(1, proc_lib:translate_initial_call(Pid)) catch _:_ -> unknown end
    end,
    State = fun(Pid) -> try sys:get_state(Pid, 5000) catch _:_ -> none end end,
    IsStock = fun(S) ->
        is_tuple(S) andalso tuple_size(S) >= 10 andalso element(1, S) =:= state andalso
            lists:member(element(3, S), [one_for_one, one_for_all, rest_for_one,
                                         simple_one_for_one]) andalso
            is_integer(element(6, S)) andalso is_integer(element(7, S))
    end,
    %% The state grew with the releases: auto_shutdown came with OTP 24, before the module.
    Flags = fun(S) ->
        case IsStock(S) of
            false ->
                [{strategy, <<$u, $n, $k, $n, $o, $w, $n>>}];
            true ->
                Autos = [I || I <- lists:seq(9, tuple_size(S) - 1),
                              lists:member(element(I, S), [never, any_significant,
                                                           all_significant])],
                {Auto, Module} = case Autos of
                    [I | _] -> {element(I, S), element(I + 1, S)};
                    [] -> {never, element(tuple_size(S) - 1, S)}
                end,
                [{strategy, Text(element(3, S))}, {intensity, element(6, S)},
                 {period, element(7, S)}, {auto_shutdown, Text(Auto)}, {module, Text(Module)}]
        end
    end,
    Records = fun(S) ->
        Children = case IsStock(S) of true -> element(4, S); false -> [] end,
        All = case Children of
            {_, Db} when is_map(Db) -> maps:values(Db);
            L when is_list(L) -> L;
            _ -> []
        end,
        [R || R <- All, is_tuple(R), tuple_size(R) >= 8, element(1, R) =:= child]
    end,
    Limit = fun(N) when is_integer(N) -> N; (T) -> Text(T) end,
    Start = fun
        ({M, F, A}) when is_list(A) -> Text({M, F, length(A)});
        ({M, F, _}) -> Text({M, F})
    end,
    Specification = fun
        ({child, _, _, Mfa, Restart, Significant, Shutdown, _, _}) ->
            [{restart, Text(Restart)}, {shutdown, Limit(Shutdown)},
             {significant, Significant =:= true}, {start, Start(Mfa)}];
        ({child, _, _, Mfa, Restart, Shutdown, _, _}) ->
            [{restart, Text(Restart)}, {shutdown, Limit(Shutdown)}, {significant, false},
             {start, Start(Mfa)}];
        (_) ->
            []
    end,
    Keys = [registered_name, memory, message_queue_len, reductions, trap_exit, links, monitors],
    Running = fun(Pid) ->
        case process_info(Pid, Keys) of
            undefined ->
                [{state, <<$g, $o, $n, $e>>}];
            [{_, Name}, {_, Memory}, {_, Queue}, {_, Reductions}, {_, Traps}, {_, Links},
             {_, Monitors}] ->
                [{registered, case Name of [] -> null; _ -> Text(Name) end},
                 {memory, Memory}, {message_queue_len, Queue}, {reductions, Reductions},
                 {trap_exit, Traps}, {links, length(Links)}, {monitors, length(Monitors)}]
        end
    end,
    Children = fun(Pid) ->
        try gen_server:call(Pid, which_children, 5000) of
            L when is_list(L) -> lists:reverse(L);
            _ -> []
        catch _:_ -> []
        end
    end,
    Join = fun(Path, Part) -> <<Path/binary, $/, Part/binary>> end,
    Supervisor = fun Supervisor(Path, Head, Tail, Pid) ->
        %% A process that proc_lib did not start speaks no sys protocol: it is not asked.
        Kind = Behaviour(Pid),
        IsOtp = not lists:member(Kind, [proc_lib, unknown]),
        S = case IsOtp of true -> State(Pid); false -> none end,
        Own = [{kind, supervisor}] ++ Head ++ Flags(S) ++
            [{behaviour, Text(Kind)} || IsOtp] ++ Tail ++ Running(Pid),
        Simple = IsStock(S) andalso element(3, S) =:= simple_one_for_one,
        Specs = Records(S),
        Sort = fun(L) -> case Simple of true -> lists:keysort(2, L); false -> L end end,
        Below = case IsOtp andalso Kind =/= supervisor_bridge of
            true -> Sort([C || {_, _, _, _} = C <- Children(Pid)]);
            false -> []
        end,
        %% Third-party supervisors may list several children with one id.
        IsAlone = fun(Id) -> length([I || {I, _, _, _} <- Below, I =:= Id]) =:= 1 end,
        [Own | lists:append([
            begin
                Dynamic = is_pid(Child) andalso
                    (Simple orelse Id =:= undefined orelse not IsAlone(Id)),
                Part = case Dynamic of true -> Text(Child); false -> Text(Id) end,
                Spec = case {Simple, Specs, lists:keyfind(Id, 3, Specs)} of
                    {true, [Template | _], _} -> Specification(Template);
                    {_, _, false} -> [];
                    {_, _, Record} -> Specification(Record)
                end,
                ChildHead = [{path, Join(Path, Part)}, {id, Text(Id)}],
                ChildTail = Spec ++ [{dynamic, true} || Dynamic],
                IsSupervisor = Type =:= supervisor orelse
                    (is_pid(Child) andalso Behaviour(Child) =:= supervisor),
                Claim = [{type, Text(Type)} || IsSupervisor, Type =/= supervisor],
                Listed = [{modules, Text(Modules)}],
                case {is_pid(Child), IsSupervisor} of
                    {true, true} ->
                        Supervisor(Join(Path, Part), ChildHead, Claim ++ ChildTail, Child);
                    {true, false} ->
                        [[{kind, worker}] ++ ChildHead ++ Listed ++ ChildTail ++ Running(Child)];
                    {false, true} ->
                        [[{kind, supervisor}] ++ ChildHead ++ [{state, Text(Child)}] ++
                            ChildTail];
                    {false, false} ->
                        [[{kind, worker}] ++ ChildHead ++ [{state, Text(Child)}] ++ ChildTail]
                end
            end || {Id, Child, Type, Modules} <- Below])]
    end,
    Info = application_controller:info(),
    Types = proplists:get_value(started, Info, []),
    Names = fun(App, Key) ->
        case application:get_key(App, Key) of {ok, L} -> [Text(X) || X <- L]; _ -> [] end
    end,
    Application = fun(App) ->
        Child = try application_master:get_child(application_controller:get_master(App))
                catch _:_ -> none end,
        {Top, Pid} = case Child of
            {P, Module} when is_pid(P) -> {Text(Module), P};
            _ -> {null, none}
        end,
        Record = [{kind, application}, {id, Text(App)}, {top, Top}] ++
            [{type, Text(Type)} || {Name, Type} <- Types, Name =:= App] ++
            [{applications, Names(App, applications)},
             {included_applications, Names(App, included_applications)}],
        Head = [{path, Join(Text(App), case Top of null -> <<>>; _ -> Top end)}, {id, Top}],
        [Record | case Pid of
            none ->
                [];
            _ ->
                case lists:member(Behaviour(Pid), [supervisor, supervisor_bridge]) orelse
                         IsStock(State(Pid)) of
                    true -> Supervisor(Join(Text(App), Top), Head, [], Pid);
                    false -> [[{kind, worker}] ++ Head ++ Running(Pid)]
                end
        end]
    end,
    Started = lists:reverse([App || {App, _} <- proplists:get_value(running, Info, [])]),
    Meta = [{kind, meta}, {node, Text(node())},
            {otp, unicode:characters_to_binary(erlang:system_info(otp_release))},
            {process_count, erlang:system_info(process_count)}],
    [[{K, case V of _ when is_atom(V), not is_boolean(V), V =/= null -> Text(V); _ -> V end} ||
         {K, V} <- Object] || Object <- [Meta | lists:append([Application(A) || A <- Started])]]
end)().".
