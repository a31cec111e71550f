package io.clientconn.sample.server;

/**
 * A server at one moment.
 *
 * @param name its name, as in {@code served-by}
 * @param address host and port, the same after each start
 * @param state what it was doing
 */
public record ServerView(String name, String address, ServerState state) {
}
