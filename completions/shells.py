"""The completions of each shell, as the text of a static file."""

from collections.abc import Iterator

from described import Command, Option, Program, Values

_MADE = "# Made by: python completions/make.py"

_BASH = """\
# bash completion of ivigcalc
{made}
{lists}

_ivigcalc()
{{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
    local command="" words="" kind="" word i
    if [[ $current == "=" ]]; then  # bash takes --option=value apart at the sign
        current=""
    elif [[ $previous == "=" ]]; then
        previous=${{COMP_WORDS[COMP_CWORD-2]}}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${{COMP_WORDS[i]}}
        [[ $word == -* ]] && continue
        case $command in
            "") command=$word ;;
            {groups}) command="$command $word"; break ;;
            *) break ;;
        esac
    done
    case "$command:$previous" in
{values}
        *) kind=word ;;
    esac
    if [[ $kind == word ]]; then
        case "$command:$current" in
{options}
{arguments}
        esac
    fi
    local IFS=$' \\t\\n'
    case $kind in
        files) IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
        folders) IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current")) ;;
        *) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    esac
}}
complete -F _ivigcalc ivigcalc
"""


def bash(program: "Program") -> str:
    """For bash 3.2 and later, without the bash-completion package."""

    def action(values: "Values") -> str:
        if values.kind == "words":
            return f"words=${{_ivigcalc_{values.ids}}}" if values.ids else f'words="{" ".join(values.words)}"'
        return f"kind={values.kind}"

    lists = "\n".join(f"_ivigcalc_{name}='{' '.join(words)}'" for name, words in _lists(program))
    cases = [f"        {'|'.join(patterns)}) {action(values)} ;;" for patterns, values in _by_values(program)]
    options = [
        f"        {_bash_word(c.words)}:{'-*' if c.arguments else '*'}) words='{' '.join(_names(c))}' ;;"
        for c in program.commands
    ]
    options.append(f"        :-*) words='{' '.join(name for option in program.options for name in option.names)}' ;;")
    arguments = [
        f"        {_bash_word(c.words)}:*) {action(one.values)} ;;" for c in program.commands for one in c.arguments[:1]
    ]
    for group in ("", *program.groups):
        arguments.append(f"        {group}:*) words='{' '.join(word for word, _ in _next_words(program, group))}' ;;")
    return _BASH.format(
        made=_MADE,
        lists=lists,
        groups="|".join(program.groups) or '" "',
        values="\n".join(cases),
        options="\n".join(options),
        arguments="\n".join(arguments),
    )


def _bash_word(words: str) -> str:
    return f'"{words}"' if " " in words else words


def _by_values(program: "Program") -> Iterator[tuple[list[str], "Values"]]:
    """Patterns of command and option with what completes them, options that mean one thing everywhere as ``*``."""
    of_option: dict[str, dict[str, Values]] = {}
    for command in program.commands:
        for option in command.options:
            if option.values is not None:
                for name in option.names:
                    of_option.setdefault(name, {})[command.words] = option.values
    grouped: dict[Values, list[str]] = {}
    for name, by_command in of_option.items():
        alike = set(by_command.values())
        for words, values in by_command.items():
            grouped.setdefault(values, []).append(f"*:{name}" if len(alike) == 1 else f"{_bash_word(words)}:{name}")
    for values, patterns in grouped.items():
        yield list(dict.fromkeys(patterns)), values


def _lists(program: "Program") -> list[tuple[str, tuple[str, ...]]]:
    """The lists of ids that some value is completed from."""
    used = {option.values.ids for c in program.commands for option in c.options if option.values is not None}
    used |= {one.values.ids for c in program.commands for one in c.arguments}
    return [(name, words) for name, words in program.ids.items() if name in used]


def _names(command: "Command") -> list[str]:
    return [name for option in command.options for name in option.names]


def _next_words(program: "Program", group: str) -> list[tuple[str, str]]:
    """The words that can follow *group* (nothing: the program's name), each with its help."""
    found: dict[str, str] = {}
    for command in program.commands:
        if not group:
            first = command.words.split()[0]
            found.setdefault(first, _sentence(command.help) if first == command.words else "")
        elif command.words.startswith(f"{group} "):
            found[command.words.removeprefix(f"{group} ")] = _sentence(command.help)
    return list(found.items())


def _sentence(help: str) -> str:
    """The first sentence of a help text, on one line."""
    return " ".join(help.split("\n\n")[0].split())


# zsh


def zsh(program: "Program") -> str:
    """For zsh with compinit."""
    lists = [f'_ivigcalc_{name}() {{ compadd "$@" -- {" ".join(words)} }}' for name, words in _lists(program)]
    functions = [_zsh_function(command) for command in program.commands]
    groups = [_zsh_choice(program, group) for group in program.groups]
    return "\n".join(
        [
            "#compdef ivigcalc",
            _MADE,
            "",
            *lists,
            "",
            *functions,
            *groups,
            _zsh_choice(program, ""),
            '_ivigcalc "$@"',
            "",
        ]
    )


def _zsh_function(command: "Command") -> str:
    specs = [spec for option in command.options for spec in _zsh_option(option)]
    specs += [
        _zsh_quoted(f"{'*' if one.repeatable else i}:{one.name.strip('[]')}:{_zsh_values(one.values)}")
        for i, one in enumerate(command.arguments, 1)
    ]
    return _zsh_name(command.words) + "() {\n    _arguments \\\n        " + " \\\n        ".join(specs) + "\n}\n"


def _zsh_choice(program: "Program", group: str) -> str:
    """The function that completes the word of a command, and then hands over to the command's own."""
    words = _next_words(program, group)
    described = "\n".join(
        f"        {_zsh_quoted(word + ':' + help.replace(':', chr(92) + ':'))}" for word, help in words
    )
    own = program.options if not group else program.options[-1:]  # a group has its help alone
    specs = " ".join(spec for option in own for spec in _zsh_option(option))
    calls = "\n".join(f"                {word}) {_zsh_name(f'{group} {word}')} ;;" for word, _ in words)
    return f"""\
{_zsh_name(group)}() {{
    local state line
    local -a words_known
    words_known=(
{described}
    )
    _arguments -C {specs} '1: :->first' '*:: :->rest'
    case $state in
        first) _describe -t commands command words_known ;;
        rest)
            case $line[1] in
{calls}
            esac ;;
    esac
}}
"""


def _zsh_name(words: str) -> str:
    return "_".join(["_ivigcalc", *words.split()])


def _zsh_option(option: "Option") -> Iterator[str]:
    text = option.help.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    before = "*" if option.repeatable else f"({' '.join(option.names)})"
    for name in option.names:
        if option.values is None:
            yield _zsh_quoted(f"{before}{name}[{text}]")
        else:
            sign = "=" if name.startswith("--") else "+"
            metavar = option.metavar.replace(":", "\\:")
            yield _zsh_quoted(f"{before}{name}{sign}[{text}]:{metavar}:{_zsh_values(option.values)}")


def _zsh_values(values: "Values") -> str:
    if values.kind == "words":
        return f"_ivigcalc_{values.ids}" if values.ids else f"({' '.join(values.words)})"
    return {"files": "_files", "folders": "_files -/", "nothing": " "}[values.kind]


def _zsh_quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# fish

_FISH = """\
# fish completion of ivigcalc
{made}

function __ivigcalc_is -d 'Whether the command on the line is this one'
    set -l said
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and continue
        set -a said $word
        contains -- "$said" {groups}; or break
    end
    test "$said" = "$argv"
end

{lists}

complete -c ivigcalc -f
{completes}
"""


def fish(program: "Program") -> str:
    """For fish 3 and later."""
    lists = [f"set -g __ivigcalc_{name} {' '.join(words)}" for name, words in _lists(program)]
    completes = []
    for group in ("", *program.groups):
        for word, help in _next_words(program, group):
            completes.append(_fish_line(group, ["-a", word], help))
    for option in program.options:
        completes.append(_fish_option("", option))
    for command in program.commands:
        completes += [_fish_option(command.words, option) for option in command.options]
        completes += [_fish_line(command.words, _fish_values(one.values), "") for one in command.arguments[:1]]
    return _FISH.format(
        made=_MADE, groups=" ".join(program.groups) or "''", lists="\n".join(lists), completes="\n".join(completes)
    )


def _fish_option(words: str, option: "Option") -> str:
    names = [part for name in option.names for part in (("-l", name[2:]) if name[:2] == "--" else ("-s", name[1:]))]
    needs = [] if option.values is None else ["-r", *_fish_values(option.values)]
    return _fish_line(words, [*names, *needs], option.help)


def _fish_values(values: "Values") -> list[str]:
    if values.kind == "words":
        return ["-f", "-a", f'"$__ivigcalc_{values.ids}"' if values.ids else f"'{' '.join(values.words)}'"]
    return {"files": ["-F"], "folders": ["-f", "-a", "'(__fish_complete_directories)'"], "nothing": ["-f"]}[values.kind]


def _fish_line(words: str, parts: list[str], help: str) -> str:
    described = ["-d", _fish_quoted(help)] if help else []
    return " ".join(["complete -c ivigcalc -n", _fish_quoted(f"__ivigcalc_is {words}".strip()), *parts, *described])


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# PowerShell

_POWERSHELL = """\
# PowerShell completion of ivigcalc
{made}

Register-ArgumentCompleter -Native -CommandName ivigcalc -ScriptBlock {{
    param($current, $line, $position)
    $ids = @{{
{lists}
    }}
    $values = @{{
{values}
    }}
    $words = @{{
{words}
    }}
    $said = @($line.CommandElements | Select-Object -Skip 1 | Where-Object {{ $_.Extent.EndOffset -lt $position }} |
        ForEach-Object {{ $_.ToString() }})
    $command = ''
    foreach ($word in $said) {{
        if ($word.StartsWith('-')) {{ continue }}
        $command = "$command $word".Trim()
        if ($command -notin @({groups})) {{ break }}
    }}
    $previous = if ($said.Count) {{ $said[-1] }} else {{ '' }}
    $found = $values["${{command}}:$previous"]
    if ($null -eq $found) {{ $found = $values["*:$previous"] }}
    if ($null -eq $found) {{ $found = $words[$command] }}
    $found | Where-Object {{ $_ -like "$current*" }} | ForEach-Object {{
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }}
}}
"""


def powershell(program: "Program") -> str:
    """For PowerShell 5 and later; where a file is wanted it offers none, and the shell completes files itself."""

    def listed(words: list[str] | tuple[str, ...]) -> str:
        return "@(" + ", ".join(f"'{word}'" for word in words) + ")"

    def offered(values: "Values") -> str:
        return f"$ids['{values.ids}']" if values.ids else listed(values.words)

    values = [
        f"        '{pattern.replace(chr(34), '')}' = {offered(of)}"
        for patterns, of in _by_values(program)
        for pattern in patterns
    ]
    words: dict[str, str] = {}
    for group in ("", *program.groups):
        before = [name for option in program.options for name in option.names] if not group else []
        words[group] = listed([*(word for word, _ in _next_words(program, group)), *before])
    for command in program.commands:
        own = [offered(one.values) for one in command.arguments[:1] if one.values.kind == "words"]
        words[command.words] = " + ".join([*own, listed(_names(command))])
    return _POWERSHELL.format(
        made=_MADE,
        lists="\n".join(f"        '{name}' = {listed(words)}" for name, words in _lists(program)),
        values="\n".join(values),
        words="\n".join(f"        '{name}' = {text}" for name, text in words.items()),
        groups=", ".join(f"'{group}'" for group in program.groups) or "''",
    )
