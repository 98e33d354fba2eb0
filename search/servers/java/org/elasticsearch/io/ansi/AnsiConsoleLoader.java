package org.elasticsearch.io.ansi;

import java.util.function.Supplier;

/** Tells the server that no terminal is attached. */
public class AnsiConsoleLoader implements Supplier<Object> {
    @Override
    public Object get() {
        return null;
    }
}
