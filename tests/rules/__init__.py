"""Rules at work: on events, at times, every so often, in one clone and in many."""
