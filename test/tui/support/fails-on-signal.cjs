// Loaded before the program: an exception that nothing in it expects, when a test wants it.
process.on('SIGUSR2', () => {
  if (process.env.FAILS_AS === 'rejection') void Promise.reject(new Error('as the test wants it'));
  else throw new Error('as the test wants it');
});
