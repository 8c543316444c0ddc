"""Every chart drawn once and in its awkward cases: a module per module of charts."""
