package io.clientconn.autoconfigure;

import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The life of a bean whose connections or channels end with the context: calls under way
 * may finish, then all is closed. A context that is only stopped or paused keeps them,
 * because clients that were handed out could not follow to new ones.
 * <p>
 * Each field is written by whoever starts, stops or closes the context, and read by every
 * thread.
 */
@AnyThread
abstract class ContextLife
		implements SmartLifecycle, ApplicationContextAware, ApplicationListener<ContextClosedEvent>, DisposableBean {

	private volatile @Nullable ApplicationContext context;

	private volatile boolean running;

	/** The context is going down, so the next stop is the last one. */
	private volatile boolean contextClosed;

	private volatile boolean closed;

	/**
	 * Lets calls under way finish, as long as they may take.
	 */
	abstract void finishCalls();

	/**
	 * Closes everything at once. Called again if the context stops and is then destroyed.
	 */
	abstract void closeAll();

	/**
	 * Whether the end has begun, so that nothing new may be made.
	 */
	final boolean isClosed() {
		return this.closed;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.context = applicationContext;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.contextClosed) {
			this.closed = true;
			finishCalls();
			closeAll();
		}
	}

	@Override
	public void stop(Runnable callback) {
		Stop.apart(this::stop, callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// A child's end is heard here too.
		if (event.getApplicationContext() == this.context) {
			this.contextClosed = true;
		}
	}

	/**
	 * The stop that follows has to know, so the event must not wait for another thread.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void destroy() {
		this.closed = true;
		closeAll();
	}

}
