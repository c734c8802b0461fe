// The player, and the cursor over the picture that goes with it; a click on the picture goes there.

/** Give a root's player another sound: `play(blob, seconds)`. */
export function player(root) {
  const audio = root.querySelector("audio");
  const over = root.querySelector(".your-music-over");
  const cursor = root.querySelector(".your-music-cursor");
  let [length, frame] = [1, 0];

  function follow() {
    cancelAnimationFrame(frame);
    cursor.style.left = `${100 * Math.min(1, audio.currentTime / length)}%`;
    if (!audio.paused) frame = requestAnimationFrame(follow);
  }

  for (const event of ["play", "pause", "ended", "seeked", "emptied", "timeupdate"]) audio.addEventListener(event, follow);
  over.addEventListener("click", (event) => {
    const box = over.getBoundingClientRect();
    audio.currentTime = (length * (event.clientX - box.left)) / box.width;
  });

  return {
    show(blob, seconds) {
      URL.revokeObjectURL(audio.src);
      length = seconds;
      audio.preload = "metadata";
      audio.src = URL.createObjectURL(blob);
    },
    stop: () => audio.pause(),
  };
}
