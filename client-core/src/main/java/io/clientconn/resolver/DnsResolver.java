package io.clientconn.resolver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.clientconn.concurrent.OnSerializer;
import io.clientconn.concurrent.Scheduler;
import io.clientconn.config.Backoff;
import io.clientconn.rpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Looks host names up; each IP address becomes a backend. Owned by the channel's
 * serializer, with the look-ups on the offload executor; {@link LookupSchedule} says
 * when.
 * <p>
 * It never polls: after a success it waits to be asked. It never blocks the serializer,
 * and nothing that a look-up throws stops it. A look-up cannot be interrupted: one that
 * takes too long counts as failed and its late answer is dropped, but its thread stays
 * busy until the operating system gives up.
 * <p>
 * Of several names, one that fails keeps the addresses that it had last.
 */
@OnSerializer
final class DnsResolver implements Resolver {

	static final long TIMEOUT_NANOS = 30_000_000_000L;

	private final List<HostPort> hosts;

	private final HostLookup lookup;

	private final ResolverHost host;

	private final LookupSchedule schedule = new LookupSchedule();

	private final Map<HostPort, List<Endpoint>> known = new HashMap<>();

	/** Counts look-ups, to tell a late answer. */
	private int lookupId;

	/** The time limit of the look-up, or the end of the pause. */
	private Scheduler.@Nullable Timer timer;

	private boolean closed;

	DnsResolver(List<HostPort> hosts, HostLookup lookup, ResolverHost host) {
		this.hosts = List.copyOf(hosts);
		this.lookup = lookup;
		this.host = host;
	}

	@Override
	public void start() {
		lookUp();
	}

	@Override
	public void resolveNow() {
		if (!this.closed) {
			follow(this.schedule.resolveNow(this.host.scheduler().nanoTime()));
		}
	}

	@Override
	public void close() {
		this.closed = true;
		cancelTimer();
	}

	private void lookUp() {
		int id = ++this.lookupId;
		setTimer(TIMEOUT_NANOS, () -> answered(id, List.of(failed("no answer within 30 s", null))));
		try {
			this.host.offload().execute(() -> {
				List<Answer> answers = lookUpAll();
				this.host.serializer().execute(() -> answered(id, answers));
			});
		}
		catch (Throwable ex) {
			// Errors too: a thread that cannot be started is an OutOfMemoryError.
			answered(id, List.of(failed("no thread to look it up: " + ex, ex)));
		}
	}

	/** On the offload executor. */
	private List<Answer> lookUpAll() {
		List<Answer> answers = new ArrayList<>();
		for (HostPort name : this.hosts) {
			answers.add(lookUpOne(name));
		}
		return answers;
	}

	/** On the offload executor. */
	private Answer lookUpOne(HostPort name) {
		try {
			InetAddress literal = name.literal();
			List<InetAddress> found = (literal != null) ? List.of(literal) : this.lookup.lookUp(name.host());
			List<Endpoint> endpoints = found.stream()
				.map((address) -> Endpoint.of(Address.of(new InetSocketAddress(address, name.port()))))
				.toList();
			return new Answer(name, endpoints, Status.OK);
		}
		catch (UnknownHostException ex) {
			return new Answer(name, List.of(), unavailable(name.host(), "unknown host", ex));
		}
		catch (Throwable ex) {
			return new Answer(name, List.of(), unavailable(name.host(), ex.toString(), ex));
		}
	}

	private Answer failed(String problem, @Nullable Throwable cause) {
		HostPort first = this.hosts.get(0);
		String more = (this.hosts.size() > 1) ? " and " + (this.hosts.size() - 1) + " more" : "";
		return new Answer(first, List.of(), unavailable(first.host() + more, problem, cause));
	}

	private static Status unavailable(String name, String problem, @Nullable Throwable cause) {
		return Status.unavailable("resolve " + name + ": " + problem).withCause(cause);
	}

	private void answered(int id, List<Answer> answers) {
		if (this.closed || id != this.lookupId) {
			return;
		}
		cancelTimer();
		this.lookupId++;
		Status error = Status.OK;
		for (Answer answer : answers) {
			if (answer.error().isOk()) {
				this.known.put(answer.name(), answer.endpoints());
			}
			else {
				error = answer.error();
			}
		}
		boolean taken = deliver(answers, error);
		if (!this.closed) {
			follow(taken ? this.schedule.succeeded(this.host.scheduler().nanoTime())
					: this.schedule.failed(Backoff.DEFAULT, this.host.random()));
		}
	}

	/**
	 * Hands on what is known.
	 * @return whether all is well, so that no look-up is due
	 */
	private boolean deliver(List<Answer> answers, Status error) {
		boolean nothingNew = answers.stream().noneMatch((answer) -> answer.error().isOk());
		List<Endpoint> endpoints = this.hosts.stream()
			.flatMap((name) -> this.known.getOrDefault(name, List.of()).stream())
			.toList();
		ResolutionResult result = (nothingNew && !error.isOk()) ? ResolutionResult.failure(error)
				: ResolutionResult.of(endpoints);
		boolean[] rejected = { false };
		this.host.update(result, (rejection) -> rejected[0] = true);
		return error.isOk() && !rejected[0];
	}

	private void follow(LookupSchedule.Answer answer) {
		switch (answer.action()) {
			case NOTHING -> {
			}
			case LOOK_UP -> lookUp();
			case WAIT -> setTimer(answer.nanos(), () -> {
				this.schedule.pauseOver();
				lookUp();
			});
		}
	}

	private void setTimer(long nanos, Runnable task) {
		cancelTimer();
		Scheduler.Timer[] own = new Scheduler.Timer[1];
		own[0] = this.host.scheduler().schedule(() -> this.host.serializer().execute(() -> {
			// A timer that was replaced while its task was on its way is void.
			if (!this.closed && this.timer == own[0]) {
				this.timer = null;
				task.run();
			}
		}), nanos);
		this.timer = own[0];
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	@Override
	public String toString() {
		return "resolver of " + this.hosts + " (" + this.schedule + ")";
	}

	/**
	 * What a look-up of one name brought.
	 */
	private record Answer(HostPort name, List<Endpoint> endpoints, Status error) {

	}

}
