# Read by every bash of a run before its script: counts the commands that change something, over all of them, and ends the run just
# before one of them, as a power cut would. $STAND_IN/cut holds which; nothing is cut where it is 0.
# Two sides of a pipe count at once: the number is not there while the other one writes it, and is read again.
trap '{ case $BASH_COMMAND in
  mv\ * | rm\ * | sync\ * | chmod\ * | cat\ * | systemctl\ st* | systemctl\ enable* | runuser\ * | roadstead-pier\ copy* | at_repository* | restic* | tar\ * | chown\ * | exec\ *)
    until read -r cut_step <"$STAND_IN/step"; do :; done; echo "$((cut_step + 1)) $BASH_COMMAND" >>"$STAND_IN/steps"; echo "$((cut_step + 1))" >"$STAND_IN/step"
    ((cut_step + 1 != CUT_AT)) || kill -9 0 ;;
esac; } 2>/dev/null' DEBUG
set -T
