"""``tix sync`` with remotes of every kind and in every state; real git, real servers."""
