"""``python -m indexer``: the command line."""

if __name__ == "__main__":
    import gc

    gc.disable()  # loading makes many objects and no garbage to look for
    from indexer.cli.commands import main

    gc.enable()
    main()
