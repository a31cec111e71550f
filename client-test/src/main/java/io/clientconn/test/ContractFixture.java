package io.clientconn.test;

import java.time.Duration;

import io.clientconn.rpc.Channel;
import io.clientconn.rpc.StatusException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the contracts of this package need to know of the channel under test. A test class
 * extends one of them and says how to get a channel.
 *
 * @since 0.1.0
 */
@Timeout(120)
public abstract class ContractFixture {

	/**
	 * For subclasses.
	 */
	protected ContractFixture() {
	}

	/**
	 * Brings a service behind a new channel. Called once in each test; whatever it opens
	 * is closed by the subclass after the test.
	 * @param service answers the calls; {@link FakeService#methods} lists its methods and
	 * {@link FakeService#serve} takes their calls
	 * @return the channel under test
	 */
	protected abstract Channel connect(FakeService service);

	/**
	 * Makes time pass for the channel under test. By default nothing is done, as for
	 * channels that go by the real time.
	 * @param duration how much time
	 */
	protected void letTimePass(Duration duration) {
	}

	/**
	 * Runs what has to fail.
	 * @param call what to run
	 * @return how it failed
	 */
	static StatusException failure(ThrowingCallable call) {
		StatusException failure = catchThrowableOfType(StatusException.class, call);
		if (failure == null) {
			throw new AssertionError("the call did not fail");
		}
		return failure;
	}

}
