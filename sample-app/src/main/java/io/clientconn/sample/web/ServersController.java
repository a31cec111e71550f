package io.clientconn.sample.web;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

import io.clientconn.sample.server.EmbeddedServers;
import io.clientconn.sample.server.EmbeddedServersInitializer;
import io.clientconn.sample.server.ServerView;
import io.clientconn.sample.server.StopMode;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Stops and starts the embedded servers, to see what becomes of the calls. Stateless.
 */
@RestController
@RequestMapping("/servers")
final class ServersController {

	private final ObjectProvider<EmbeddedServers> servers;

	ServersController(ObjectProvider<EmbeddedServers> servers) {
		this.servers = servers;
	}

	@GetMapping
	List<ServerJson> list() {
		return embedded().list().stream().map(ServerJson::of).toList();
	}

	@PostMapping("/{name}/stop")
	ServerJson stop(@PathVariable String name, @RequestParam(defaultValue = "graceful") String mode) {
		StopMode stopMode = switch (mode) {
			case "graceful" -> StopMode.GRACEFUL;
			case "hard" -> StopMode.HARD;
			default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The mode is 'graceful' or 'hard', not '" + mode + "'");
		};
		try {
			return ServerJson.of(embedded().stop(name, stopMode));
		}
		catch (NoSuchElementException ex) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, ex.getMessage(), ex);
		}
	}

	@PostMapping("/{name}/start")
	ServerJson start(@PathVariable String name) {
		try {
			return ServerJson.of(embedded().start(name));
		}
		catch (NoSuchElementException ex) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, ex.getMessage(), ex);
		}
		catch (IllegalStateException | UncheckedIOException ex) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, ex.getMessage(), ex);
		}
	}

	private EmbeddedServers embedded() {
		EmbeddedServers embedded = this.servers.getIfAvailable();
		if (embedded == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND,
					"There are no embedded servers, because " + EmbeddedServersInitializer.TARGET + " is set");
		}
		return embedded;
	}

	/** A server in JSON. */
	private record ServerJson(String name, String address, String state) {

		static ServerJson of(ServerView server) {
			return new ServerJson(server.name(), server.address(), server.state().name().toLowerCase(Locale.ROOT));
		}

	}

}
