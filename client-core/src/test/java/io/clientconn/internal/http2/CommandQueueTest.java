package io.clientconn.internal.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandQueueTest {

	private final CommandQueue queue = new CommandQueue();

	@Test
	void thereIsNothingInANewQueue() {
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void commandsAreTakenInTheOrderInWhichTheyWereAdded() {
		List<Command> commands = commands(5);
		commands.forEach(this.queue::add);

		assertThat(takeAll()).containsExactlyElementsOf(commands);
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void oneCommandAtATimeGoesThroughAsOftenAsOneLikes() {
		for (Command command : commands(5)) {
			this.queue.add(command);
			assertThat(this.queue.isEmpty()).isFalse();
			assertThat(this.queue.poll()).isSameAs(command);
			assertThat(this.queue.isEmpty()).isTrue();
			assertThat(this.queue.poll()).isNull();
		}
	}

	@Test
	void commandsMayBeAddedBetweenThoseThatAreTaken() {
		List<Command> commands = commands(6);
		this.queue.add(commands.get(0));
		this.queue.add(commands.get(1));
		assertThat(this.queue.poll()).isSameAs(commands.get(0));
		this.queue.add(commands.get(2));
		assertThat(this.queue.poll()).isSameAs(commands.get(1));
		assertThat(this.queue.poll()).isSameAs(commands.get(2));
		commands.subList(3, 6).forEach(this.queue::add);

		assertThat(takeAll()).containsExactlyElementsOf(commands.subList(3, 6));
	}

	@Test
	void aCommandThatWasTakenMayBeAddedAgain() {
		Command command = commands(1).get(0);
		for (int i = 0; i < 3; i++) {
			this.queue.add(command);
			assertThat(takeAll()).containsExactly(command);
		}
	}

	/** Or an open stream would keep everything that was ever posted after it. */
	@Test
	void aCommandThatWasTakenDoesNotKeepTheNextOne() {
		List<Command> commands = commands(3);
		commands.forEach(this.queue::add);

		assertThat(takeAll()).extracting(Command::next).containsOnlyNulls();
	}

	/**
	 * The consumer looks only when it is woken, as the event loop does: a wake-up that is
	 * lost leaves commands behind.
	 */
	@Test
	void noCommandOfManyProducersIsLostOrOvertakesAnotherOfTheSameProducer() throws Exception {
		int producers = 4;
		int each = 20_000;
		Consumer consumer = new Consumer(this.queue, producers, each);
		CyclicBarrier start = new CyclicBarrier(producers);
		ExecutorService threads = Executors.newFixedThreadPool(producers);
		try {
			List<Future<?>> done = new ArrayList<>();
			for (int p = 0; p < producers; p++) {
				int producer = p;
				done.add(threads.submit(() -> {
					start.await();
					for (int i = 0; i < each; i++) {
						consumer.post(new Numbered(producer, i));
					}
					return null;
				}));
			}
			for (Future<?> one : done) {
				one.get(60, TimeUnit.SECONDS);
			}
			assertThat(consumer.all.await(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			threads.shutdownNow();
			consumer.loop.shutdownNow();
		}
		assertThat(consumer.overtaken).isEmpty();
	}

	private List<Command> takeAll() {
		List<Command> taken = new ArrayList<>();
		for (Command next = this.queue.poll(); next != null; next = this.queue.poll()) {
			taken.add(next);
		}
		return taken;
	}

	private static List<Command> commands(int count) {
		List<Command> commands = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			commands.add(new Numbered(0, i));
		}
		return commands;
	}

	private static final class Consumer {

		private static final int MOST_AT_ONCE = 100;

		private final ExecutorService loop = Executors.newSingleThreadExecutor();

		private final AtomicBoolean wakeUpDue = new AtomicBoolean();

		private final CommandQueue queue;

		private final int[] next;

		private final List<String> overtaken = new ArrayList<>();

		private final CountDownLatch all;

		Consumer(CommandQueue queue, int producers, int each) {
			this.queue = queue;
			this.next = new int[producers];
			this.all = new CountDownLatch(producers * each);
		}

		void post(Command command) {
			this.queue.add(command);
			wakeUp();
		}

		private void wakeUp() {
			if (this.wakeUpDue.compareAndSet(false, true)) {
				this.loop.execute(this::drain);
			}
		}

		private void drain() {
			this.wakeUpDue.set(false);
			for (int i = 0; i < MOST_AT_ONCE; i++) {
				Numbered taken = (Numbered) this.queue.poll();
				if (taken == null) {
					break;
				}
				take(taken);
			}
			if (!this.queue.isEmpty()) {
				wakeUp();
			}
		}

		private void take(Numbered taken) {
			if (taken.number != this.next[taken.producer]++) {
				this.overtaken.add(taken.toString());
			}
			this.all.countDown();
		}

	}

	private static final class Numbered extends LinkedCommand {

		private final int producer;

		private final int number;

		Numbered(int producer, int number) {
			this.producer = producer;
			this.number = number;
		}

		@Override
		public void applyTo(Http2Connection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String toString() {
			return this.producer + "/" + this.number;
		}

	}

}
