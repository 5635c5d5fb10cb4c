import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Rows drawn beyond what is seen, so that scrolling shows no gaps. */
const SPARE = 10

/** Which of many rows of one height are near the visible part of the element that scrolls. */
export function useWindow(count: number, height: number) {
  const ref = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 600 })
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  const first = Math.max(0, Math.floor(seen.top / height) - SPARE)
  const last = Math.min(count, Math.ceil((seen.top + seen.height) / height) + SPARE)
  return { ref, first, last }
}
