"""``python -m indexer``: the command line."""

if __name__ == "__main__":
    import atexit
    import gc

    gc.disable()  # loading makes many objects and no garbage to look for
    from indexer.cli.commands import main

    gc.freeze()  # nor does what was loaded become any
    gc.enable()
    atexit.register(gc.freeze)  # what is left goes with the process
    main()
