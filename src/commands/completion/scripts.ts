/** Of each shell, what is to be read by it once: it asks ecrsync itself, at each TAB, what may stand there. */
export const SCRIPTS = {
  bash: `_ecrsync() {
  local line=\${COMP_LINE:0:COMP_POINT} word cut found
  local -a words
  read -ra words <<< "$line"
  case $line in *[[:space:]]) words+=("") ;; esac
  word=\${words[\${#words[@]} - 1]}
  # Bash takes what stands before the last of these for words of their own.
  cut=\${word%"\${word##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r found; do COMPREPLY+=("\${found#"$cut"}"); done < <("\${words[0]}" autocomplete bash -- "\${words[@]:1}" 2>/dev/null)
  case "\${COMPREPLY[*]}" in *=) compopt -o nospace 2>/dev/null ;; esac
}
complete -o default -F _ecrsync ecrsync
`,
  zsh: `#compdef ecrsync
_ecrsync() {
  local -a found
  found=(\${(f)"$("\${words[1]}" autocomplete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _ecrsync ecrsync
`,
  fish: `function __ecrsync_found
  set -l before (commandline -opc)
  set -l found ($before[1] autocomplete fish -- $before[2..] (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    string join \\n $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c ecrsync -f -a '(__ecrsync_found)'
`,
} as const

export const SHELLS = Object.keys(SCRIPTS) as readonly (keyof typeof SCRIPTS)[]
